"""What a task asks of a person: clicks, fields, keys and page loads, as tests count them."""

from playwright.sync_api import expect


class Steps:
    """Does in a page what a person does, and counts it.

    `clicks` are also taps; `fields` are those that are filled in; `keys` are pressed, with the
    characters of texts; `tabs` are the presses of Tab that lead somewhere; `loads` are pages that
    come from the server.
    """

    def __init__(self, page):
        self.page = page
        self.clicks = self.fields = self.keys = self.tabs = self.loads = 0
        page.on("request", self._note)

    def _note(self, request):
        is_page = request.is_navigation_request() and request.frame.parent_frame is None
        # A redirect is part of the load that it is for.
        if is_page and request.redirected_from is None:
            self.loads += 1

    def click(self, locator):
        self.clicks += 1
        locator.click()

    def tap(self, locator):
        self.clicks += 1
        locator.tap()

    def fill(self, locator, text):
        """Fill in a field that one gets to by a click or a key."""
        self.fields += 1
        self.keys += len(text)
        locator.fill(text)

    def choose(self, locator, label):
        self.fields += 1
        locator.select_option(label=label)

    def upload(self, locator, file):
        """Click what asks for a file, and choose it."""
        with self.page.expect_file_chooser() as chooser:
            self.click(locator)
        chooser.value.set_files([file])

    def write(self, *lines):
        """Type where the cursor is; each line but the last ends with Enter."""
        for number, line in enumerate(lines):
            if number:
                self.press("Enter")
            self.keys += len(line)
            self.page.keyboard.type(line)

    def press(self, key):
        self.keys += 1
        self.page.keyboard.press(key)

    def tab_to(self, locator, most=60):
        """Press Tab until it has the focus; return how often."""
        # A page that has just been led to may still be without its scripts.
        expect(locator).to_be_attached()
        for presses in range(1, most + 1):
            self.tabs += 1
            self.press("Tab")
            if locator.evaluate("element => element === document.activeElement"):
                return presses
        raise AssertionError(f"Tab does not lead there in {most} presses.")

    def expect_at_most(self, **most):
        """Expect that it took no more than this. Fewer is better, and then the bound is lowered."""
        taken = {name: getattr(self, name) for name in most}
        assert all(taken[name] <= bound for name, bound in most.items()), taken
