"""What an editor asks about articles and site: `briefing check`, `explain`, `list`, `build --verify`."""
