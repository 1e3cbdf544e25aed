"""What became of what was cited: the state that was cited, beside the present one."""
