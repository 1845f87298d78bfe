"""The ASGI app: its routes and headers, nothing else. `streamlit run app.py` and uvicorn both serve it."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from ui import downloads
from ui.headers import SecurityHeaders

app = st.App(
    Path(__file__).parent / "ui" / "main.py",
    routes=downloads.ROUTES,
    lifespan=downloads.removing_expired,
    middleware=[Middleware(SecurityHeaders)],
)
