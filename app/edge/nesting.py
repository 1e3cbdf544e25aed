"""How deep a JSON text is nested, told while it arrives and without reading it."""

from itertools import accumulate

_OTHERS = bytes(sorted(set(range(256)) - set(b'"[]{}')))
_STEP = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}


class Nesting:
    """Counts the brackets of a JSON text outside its strings."""

    def __init__(self) -> None:
        self._depth = 0
        self._quoted = False
        self._escape = b""

    def deepest(self, part: bytes) -> int:
        """The deepest level that the next part of the text reaches."""
        part = self._unescaped(self._escape + part)
        pieces = part.translate(None, _OTHERS).split(b'"')
        # Between quotes, every second piece is a string.
        outside = b"".join(pieces[int(self._quoted) :: 2])
        self._quoted ^= len(pieces) % 2 == 0
        levels = list(accumulate(map(_STEP.__getitem__, outside), initial=self._depth))
        self._depth = levels[-1]
        return max(levels)

    def _unescaped(self, part: bytes) -> bytes:
        """The part without escaped backslashes and quotes; half an escape at its end waits for the next part."""
        backslashes = len(part) - len(part.rstrip(b"\\"))
        self._escape = b"\\" * (backslashes % 2)
        return part.removesuffix(self._escape).replace(b"\\\\", b"").replace(b'\\"', b"")
