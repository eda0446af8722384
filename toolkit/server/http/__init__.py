"""What all pages without Streamlit share: addresses, forms, replies, building blocks."""
