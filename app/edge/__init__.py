"""Layers around the whole application: pure ASGI and the server's protocol, knowing nothing of claims."""
