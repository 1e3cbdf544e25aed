"""The ways in which one address is commonly written."""

import re
from itertools import product
from urllib.parse import quote, unquote, urlsplit

_ITEM = re.compile(
    r"/(?:wiki|entity|wiki/Special:Entity(?:Page|Data))/([QPL]\d+)(?:\.\w+)?/?", re.IGNORECASE | re.ASCII
)
_FOR_TELEPHONES = re.compile(r"(?:^www\.|(?:^|(?<=\.))m\.)", re.ASCII)
_KEPT = "/:@!$&'()*+,;=~"


def spellings(url: str) -> list[str]:
    """An address as it is given, and as others write it: by http or https, with or without `www.` or `m.`, a slash at
    the end or a fragment, in letters or percent signs; an item of Wikidata as a page or as an entity."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return [url]
    host = _FOR_TELEPHONES.sub("", parts.netloc.lower())
    query = f"?{parts.query}" if parts.query else ""
    item = _ITEM.fullmatch(parts.path) if host == "wikidata.org" else None
    if item:
        paths, query = [f"/{kind}/{item[1].upper()}" for kind in ("wiki", "entity")], ""
    else:
        bare = parts.path.rstrip("/")
        paths = [each + end for each in (bare, unquote(bare), quote(unquote(bare), safe=_KEPT)) for end in ("", "/")]
    written = product(("https", "http"), ("", "www."), paths)
    return list(dict.fromkeys([url, *(f"{scheme}://{www}{host}{path}{query}" for scheme, www, path in written)]))
