"""The ASGI app: its routes and headers, nothing else. `streamlit run app.py` and uvicorn both serve it."""

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from domain.errors import Open360Error
from settings import get_settings
from ui import downloads, exposure
from ui.gate import Gate
from ui.headers import SecurityHeaders

try:
    exposure.check_server(get_settings(), st.get_option("server.address"))
except Open360Error as error:
    sys.exit(str(error))

app = st.App(
    Path(__file__).parent / "ui" / "main.py",
    routes=downloads.ROUTES,
    lifespan=downloads.removing_expired,
    middleware=[Middleware(SecurityHeaders), Middleware(Gate)],
)
