"""What somebody sees of whom it is not known who they are: that, and nothing else."""

from html import escape

import streamlit as st

TITLE = "You are signed out"
SENTENCE = "Open Open360 through your company's sign-in. If you have just done that, ask its administrator for a role."
_MARK = '<p class="brand">Open<span>360</span></p>'


def render() -> None:
    """The state as a page of the app."""
    st.html(f'<div class="o-empty"><h2>{TITLE}</h2><p>{SENTENCE}</p></div>')


def document(title: str, sentence: str) -> str:
    """The state as a document of its own, for who does not get as far as the app."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Open360</title><style>{_STYLE}</style>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
        f"<body>{_MARK}<main><h1>{escape(title)}</h1><p>{escape(sentence)}</p></main></body></html>"
    )


_STYLE = """
:root{color-scheme:light dark;--page:light-dark(#fff,#12181f);--text:light-dark(#1c2430,#e4e9ef);
--muted:light-dark(#667080,#93a0ae);--accent:light-dark(#0b6e69,#3fb5ac)}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--page);color:var(--text);
font:14px/1.5 Inter,ui-sans-serif,system-ui,'Segoe UI',Roboto,'DejaVu Sans',sans-serif}
.brand{position:fixed;top:16px;left:20px;margin:0;font-weight:700;font-size:17px}.brand span{color:var(--accent)}
main{max-width:30rem;padding:0 24px;text-align:center}h1{font-size:21px;margin:0 0 8px}
main p{margin:0;color:var(--muted)}
"""
