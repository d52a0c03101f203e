"""The demo company's sign-ins and visitors, so that the first run is alive."""
