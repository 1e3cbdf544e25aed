"""Networks as JSON, GraphML, GEXF and CSV, written piece by piece; the same network is the same bytes on every day."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import orjson

from app.formats import Format
from app.formats.csv import cell, row
from app.records.base import Shape

Item = dict[str, Any]
"""A node or an edge as its JSON has it."""


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and edges, each read once and in this order, and what they are made of."""

    node: type[Shape]
    edge: type[Shape]
    nodes: Iterable[Item]
    edges: Iterable[Item]
    directed: bool
    multigraph: bool
    """Whether two nodes can be tied by several edges."""
    about: Mapping[str, Any]
    """What else the JSON tells."""
    bom: bool
    """Whether the CSV starts with a byte order mark."""


@dataclass(frozen=True, slots=True)
class NetworkFormat(Format):
    """A representation of networks."""

    write: Callable[[Network], Iterator[bytes]]


def json(network: Network) -> Iterator[bytes]:
    """Node-link data: what networkx takes as `node_link_graph` and d3 as the nodes and links of a simulation."""
    head = orjson.dumps({"directed": network.directed, "multigraph": network.multigraph})
    yield head[:-1] + b',"nodes":['
    yield from _listed(network.nodes)
    yield b'],"edges":['
    yield from _listed(network.edges)
    yield b"]," + orjson.dumps(network.about)[1:]


def _listed(items: Iterable[Item]) -> Iterator[bytes]:
    for place, item in enumerate(items):
        yield b"," * bool(place) + orjson.dumps(item)


def graphml(network: Network) -> Iterator[bytes]:
    """GraphML 1.0: http://graphml.graphdrawing.org/specification.html."""
    yield _XML + b'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for of, shape in (("node", network.node), ("edge", network.edge)):
        for name, kind in _attributes(shape, "id", *_ENDS).items():
            form = _GRAPHML_TYPES[kind]
            yield f'<key id="{of}-{name}" for="{of}" attr.name="{name}" attr.type="{form}"/>\n'.encode()
    yield f'<graph edgedefault="{_direction(network)}">\n'.encode()
    for node in network.nodes:
        yield f"<node id={quoteattr(node['id'])}>{_data('node', node)}</node>\n".encode()
    for edge in network.edges:
        ends = f"source={quoteattr(edge['source'])} target={quoteattr(edge['target'])}"
        named = f" id={quoteattr(edge['id'])}" if "id" in edge else ""
        yield f"<edge{named} {ends}>{_data('edge', edge)}</edge>\n".encode()
    yield b"</graph>\n</graphml>\n"


def _data(of: str, item: Item) -> str:
    left = (one for one in item.items() if one[0] not in ("id", *_ENDS))
    return "".join(f'<data key="{of}-{name}">{escape(_text(value), _KEPT)}</data>' for name, value in left)


def gexf(network: Network) -> Iterator[bytes]:
    """GEXF 1.2, without a date of making: https://gexf.net."""
    yield _XML + b'<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
    yield f'<graph mode="static" defaultedgetype="{_direction(network)}">\n'.encode()
    for of, shape in (("node", network.node), ("edge", network.edge)):
        yield f'<attributes class="{of}" mode="static">\n'.encode()
        for name, kind in _attributes(shape, *_OWN_IN_GEXF).items():
            yield f'<attribute id="{name}" title="{name}" type="{_GEXF_TYPES[kind]}"/>\n'.encode()
        yield b"</attributes>\n"
    yield b"<nodes>\n"
    for node in network.nodes:
        yield f"<node id={quoteattr(node['id'])} label={quoteattr(node['label'])}>{_values(node)}</node>\n".encode()
    yield b"</nodes>\n<edges>\n"
    for place, edge in enumerate(network.edges):
        ends = f"source={quoteattr(edge['source'])} target={quoteattr(edge['target'])}"
        named = f'id={quoteattr(edge.get("id", str(place)))} weight="{edge["weight"]}"'
        yield f"<edge {named} {ends}>{_values(edge)}</edge>\n".encode()
    yield b"</edges>\n</graph>\n</gexf>\n"


def _values(item: Item) -> str:
    left = (one for one in item.items() if one[0] not in _OWN_IN_GEXF)
    each = "".join(f'<attvalue for="{name}" value={quoteattr(_text(value))}/>' for name, value in left)
    return f"<attvalues>{each}</attvalues>"


def csv(network: Network) -> Iterator[bytes]:
    """A list of edges with the labels of their ends; a node without an edge is not in it."""
    others = [name for name in network.edge.model_fields if name not in (*_ENDS, "weight")]
    titles = (*_ENDS, "weight", "source_label", "target_label", *others)
    yield (("\ufeff" if network.bom else "") + row(titles)).encode()
    labels = {node["id"]: node["label"] for node in network.nodes}
    for edge in network.edges:
        named = edge | {f"{end}_label": labels[edge[end]] for end in _ENDS}
        yield row(cell(_flat(named[title])) for title in titles).encode()


NETWORK_FORMATS = (
    NetworkFormat("json", "application/json", json),
    NetworkFormat("graphml", "application/graphml+xml", graphml),
    NetworkFormat("gexf", "application/gexf+xml", gexf),
    NetworkFormat("csv", "text/csv", csv),
)

_XML = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_ENDS = ("source", "target")
_OWN_IN_GEXF = ("id", "label", "weight", *_ENDS)
"""What GEXF has attributes of its own for."""
_KEPT = {"\r": "&#13;"}
"""A reader of XML would make it a line feed."""
_GRAPHML_TYPES = {int: "int", bool: "boolean", str: "string"}
_GEXF_TYPES = {int: "integer", bool: "boolean", str: "string"}


def _attributes(shape: type[Shape], *left_out: str) -> dict[str, Any]:
    """The names and types of a shape's fields; what is neither a number nor a truth is text."""
    kinds = ((name, field.annotation) for name, field in shape.model_fields.items() if name not in left_out)
    return {name: kind if kind in (int, bool) else str for name, kind in kinds}


def _direction(network: Network) -> str:
    return "directed" if network.directed else "undirected"


def _flat(value: Any) -> Any:
    return "; ".join(value) if isinstance(value, list) else value


def _text(value: Any) -> str:
    return cell(_flat(value)) if isinstance(value, bool) else str(_flat(value))
