"""What people see who come by browser or by curl, and what machines ask about the service itself."""
