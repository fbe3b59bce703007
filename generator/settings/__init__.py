"""The settings of a project, typed; its vocabularies, the words of the interface, and what other packages bring."""
