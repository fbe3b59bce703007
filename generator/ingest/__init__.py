"""From foreign documents to article files: `briefing add`, `watch`, `new` and `import`."""
