"""Pages for any browser, without scripts: public events, feeds, and one's own registration."""
