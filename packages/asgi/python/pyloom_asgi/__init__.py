"""The Python half of @pyloom/asgi: an ASGI server whose connections are Node's."""
