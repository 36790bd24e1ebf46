#!/usr/bin/env python3
"""Watches a run to its end, through lost connections: watch.py http://localhost:3030/count/100"""
import json, sys, time, uuid
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request, urlopen
SILENCE = 45  # seconds: three heartbeats of 15


def events(url):
    headers = {"Accept": "text/event-stream", "Idempotency-Key": str(uuid.uuid4())}
    retry = 2.0
    while True:
        event = {}
        try:
            with urlopen(Request(url, headers=headers), timeout=SILENCE) as stream:
                if stream.status == 204:  # there is nothing more to come
                    return
                for line in stream:
                    field, _, value = line.decode().rstrip("\n").partition(": ")
                    if field:
                        event[field] = value  # a heartbeat is a field without a name
                    elif "data" in event:
                        retry = int(event.get("retry", retry * 1000)) / 1000
                        headers["Last-Event-ID"] = event["id"]  # never starts a second run
                        yield event["event"], json.loads(event["data"])
                        if event["event"] == "done":
                            return
                        event = {}
        except HTTPError as error:
            if error.code < 500 and error.code not in (408, 429):
                sys.exit(f"{error.code}: {error.read().decode()}")
        except (OSError, HTTPException) as error:
            print(f"{error!r}; again in {retry} s", file=sys.stderr)
        time.sleep(retry)


for name, data in events(sys.argv[1]):
    print(name, json.dumps(data), flush=True)
sys.exit(data["status"] != "succeeded" if name == "done" else 1)
