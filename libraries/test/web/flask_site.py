"""A site of Flask, which is WSGI."""

import threading

from flask import Flask, Response, request

app = Flask(__name__)
meeting = threading.Barrier(2)


@app.get("/hello/<name>")
def hello(name):
    return {"hello": name, "q": request.args.get("q"), "root": request.script_root}


@app.post("/size")
def size():
    return {"size": len(request.get_data())}


@app.get("/lines")
def lines():
    return Response((f"{n}\n" for n in range(1000)), mimetype="text/plain")


@app.get("/meet")
def meet():
    meeting.wait(timeout=30)
    return "met"


@app.get("/raises")
def raises():
    raise ValueError("a fault of the site")
