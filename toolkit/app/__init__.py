"""The Streamlit app: what the board and the coordinator see, one file a page."""
