"""The language of the pages for staff."""

from django.utils.translation import override

from tianhe_site import languages
from tianhe_site.admin_pages import STAFF_PATHS

from .preferences import language_of


def speak(get_response):
    """Middleware: answer people in the language of their profile. Until it is known who asks, the
    one before is active, that of the browser (`languages.language_of_staff`)."""

    def middleware(request):
        is_of_staff = f"{request.path_info}/".startswith(STAFF_PATHS)
        if not is_of_staff or not request.user.is_authenticated:
            return get_response(request)
        language = language_of(request.user)
        with override(language):
            response = get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Content-Language", languages.tag_of(language))
        return response

    return middleware
