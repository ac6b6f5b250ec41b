"""A greeting service: run `service`, then open http://localhost:8000/hello/Nix."""

import os

import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.get("/hello/{name}")
def hello(name: str) -> dict[str, str]:
    return {"greeting": f"Hello, {name}!"}


def main() -> None:
    # By default, listen on this machine only; a container sets HOST.
    host = os.environ.get("HOST", "127.0.0.1")
    uvicorn.run(app, host=host, port=int(os.environ.get("PORT", "8000")))
