"""Extensions that do as their settings say, good and bad, for `test_extending.py`."""


class Scripted:
    VERSION = "1"

    def __init__(self, settings):
        self.answer = settings["answer"]
        self.error = settings.get("error")

    def __call__(self, document, limit):
        if self.error:
            raise RuntimeError(self.error)
        return self.answer


class Versionless:
    def __init__(self, settings):
        pass

    def __call__(self, document, limit):
        return ()


class Occupier:
    @staticmethod
    def plan(maker):
        from generator.frames import Page

        yield Page.made("x.md", "regions/", "main.html", maker.frame("X", "regions/"))


class Guard:
    @staticmethod
    def after_read(articles):
        raise ValueError("too few")


class Misspelt:
    @staticmethod
    def after_reed(articles):
        pass
