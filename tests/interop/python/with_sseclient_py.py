# sseclient-py: events from the bytes of a response, here one of httpx's. It does not reconnect.
import json
import sys

import httpx
from sseclient import SSEClient


def say(**what):
    print(json.dumps(what), flush=True)


url, *last_event_id = sys.argv[1:]
headers = {"accept": "text/event-stream"}
headers |= {"last-event-id": identity for identity in last_event_id}
try:
    with httpx.Client(timeout=60) as client:
        with client.stream("GET", url, headers=headers) as response:
            for event in SSEClient(response.iter_bytes()).events():
                say(event=event.event, id=event.id, data=event.data)
            say(ended=response.status_code)
except httpx.TransportError as error:
    say(ended=repr(error))
