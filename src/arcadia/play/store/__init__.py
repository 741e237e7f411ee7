"""Every statement of live sessions: the event log on each database, and the table of sessions."""
