"""Puts the web parts together: what the composition root needs to make the application.

    web = make_web(WebSettings(...), authenticate=accounts, clock=clock, counters=counters, navigation=(...), purges=(...))
    app = Litestar([*web.routes(), *route_handlers], request_class=WireRequest,
                   exception_handlers=web.errors.exception_handlers(),
                   dependencies=web.dependencies(), request_max_body_size=MAX_BODY_BYTES, openapi_config=...)
    return web.wrap(app)

`wrap` puts our layers around the whole framework, so that they cover its own 404 and 405 too. Outermost first:
proxies, request id, security headers, CORS, HEAD, static files, page cache, language, body coding, deadline, CSRF,
identity, limits, guesses.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from minijinja import safe

import arcadia
from arcadia.core.clock import Clock
from arcadia.platform.bus import Bus
from arcadia.platform.config import Settings
from arcadia.platform.config.forms import TextOfFile
from arcadia.platform.flags import Flags
from arcadia.platform.flags.catalogue import WEB_PAGE_CACHE
from arcadia.platform.languages import _
from arcadia.platform.languages.catalogue import ENGLISH
from arcadia.platform.observability import Counters
from arcadia.platform.ratelimit import RateLimits
from arcadia.web.asgi import ASGIApp
from arcadia.web.assets.build import script_hash
from arcadia.web.assets.library import AssetLibrary, load_library
from arcadia.web.body_coding import BodyCodingLayer
from arcadia.web.cors import CorsLayer
from arcadia.web.credentials import Authenticate
from arcadia.web.csrf import CsrfLayer
from arcadia.web.deadline import DeadlineLayer
from arcadia.web.design import show_design
from arcadia.web.errors import ErrorAnswers
from arcadia.web.filters import FILTERS
from arcadia.web.guessing import GuessLayer, GuessRule
from arcadia.web.head import HeadLayer
from arcadia.web.house import IMPRINT, RULES, House, show_imprint, show_rules
from arcadia.web.identity import IdentityLayer, provide_guest, provide_principal
from arcadia.web.languages import LanguageLayer, Languages, choose
from arcadia.web.limits import LimitRule, LimitsLayer
from arcadia.web.navigation import NavigationEntry
from arcadia.web.offline import bring_worker, show_offline_page
from arcadia.web.page_cache import PageCache, PageCacheLayer, PurgeRule
from arcadia.web.pages import Pages
from arcadia.web.policy_reports import PolicyReports
from arcadia.web.proxies import Networks, ProxyLayer
from arcadia.web.request_id import RequestIdLayer
from arcadia.web.security_headers import SecurityHeadersLayer
from arcadia.web.security_policy import SecurityPolicy
from arcadia.web.site import favicon, manifest, robots, take_policy_report
from arcadia.web.speculation import SPECULATION_RULES
from arcadia.web.static_files import PREFIX as STATIC
from arcadia.web.static_files import StaticFilesLayer
from arcadia.web.templating import Templates, find_templates

PICTURES: Final = "/pictures/"
"""Where pictures in several widths stand, whichever feature shows them."""


@dataclass(frozen=True, slots=True)
class WebSettings:
    """What the web parts depend on. `public_url` is the configured address, where there is one, like `https://a.example`."""

    public_url: str | None = None
    is_https: bool = False
    cors_origins: tuple[str, ...] = ()
    keep_assets_in: Path | None = None
    site_name: str = "Arcadia"
    trusted_proxies: Networks = ()
    language: str = ENGLISH
    asset_host: str = ""
    image_host: str = ""
    house: House = field(default_factory=lambda: House({}))

    def pulled_paths(self) -> tuple[str, ...]:
        """Below which paths CDNs take files from here."""
        places = ((self.asset_host, STATIC), (self.image_host, PICTURES))
        return tuple(path for host, path in places if host)


def web_settings(settings: Settings) -> WebSettings:
    """Return what of the process's settings the web parts depend on."""
    return WebSettings(
        public_url=settings.public_url,
        is_https=settings.is_https,
        cors_origins=settings.cors_origins,
        keep_assets_in=settings.data_folder / "assets",
        trusted_proxies=settings.trusted_proxies,
        language=settings.language,
        asset_host=settings.asset_host or "",
        image_host=settings.image_host or "",
        site_name=settings.name,
        house=House({RULES: _text(settings.rules), IMPRINT: _text(settings.imprint)}),
    )


@dataclass(frozen=True, slots=True)
class WebLimits:
    """The limits that the site keeps, and what the features count for them."""

    limits: RateLimits
    rules: tuple[LimitRule, ...]
    guesses: tuple[GuessRule, ...]


@dataclass(frozen=True, slots=True)
class Web:
    """The web parts of one application."""

    settings: WebSettings
    authenticate: Authenticate
    assets: AssetLibrary
    templates: Templates
    languages: Languages
    errors: ErrorAnswers
    page_cache: PageCache
    pages: Pages
    policy_reports: PolicyReports
    purges: tuple[PurgeRule, ...]
    clock: Clock
    flags: Flags
    limits: WebLimits | None

    def dependencies(self) -> Mapping[str, Provide]:
        """Return the named dependencies of handlers: `pages`, `assets`, `principal`, `guest`, `policy_reports`, `languages`."""
        return {
            "pages": Provide(lambda: self.pages, sync_to_thread=False),
            "assets": Provide(lambda: self.assets, sync_to_thread=False),
            "principal": Provide(provide_principal),
            "guest": Provide(provide_guest),
            "policy_reports": Provide(lambda: self.policy_reports, sync_to_thread=False),
            "languages": Provide(lambda: self.languages, sync_to_thread=False),
            "house": Provide(lambda: self.settings.house, sync_to_thread=False),
        }

    def routes(self) -> list[HTTPRouteHandler]:
        """Return the handlers of addresses that belong to the site as a whole and to no feature."""
        own = [favicon, robots, manifest, show_design, show_offline_page, bring_worker, take_policy_report, choose]
        return [*own, show_rules, show_imprint]

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """Return the application with all layers around it."""
        policy = SecurityPolicy(
            (*self.assets.import_map_hashes, script_hash(SPECULATION_RULES)),
            is_https=self.settings.is_https,
            asset_host=self.settings.asset_host,
            image_host=self.settings.image_host,
        )
        origins = {_origin(self.settings.public_url)} if self.settings.public_url else set()
        wrapped: ASGIApp = self._limited(app)
        wrapped = IdentityLayer(wrapped, authenticate=self.authenticate)
        wrapped = CsrfLayer(wrapped, origins=origins, api_origins=self.settings.cors_origins, errors=self.errors)
        wrapped = DeadlineLayer(wrapped, errors=self.errors)
        wrapped = BodyCodingLayer(wrapped, errors=self.errors)
        wrapped = LanguageLayer(wrapped, languages=self.languages)
        wrapped = PageCacheLayer(
            wrapped,
            cache=self.page_cache,
            authenticate=self.authenticate,
            purges=self.purges,
            is_keeping=partial(self.flags.get, WEB_PAGE_CACHE),
            has_one_address=self.settings.public_url is not None,
            language_of=self.languages.of,
        )
        wrapped = StaticFilesLayer(wrapped, library=self.assets, errors=self.errors)
        wrapped = HeadLayer(wrapped)
        wrapped = CorsLayer(wrapped, origins=self.settings.cors_origins)
        wrapped = SecurityHeadersLayer(wrapped, policy=policy, pulled=self.settings.pulled_paths())
        wrapped = RequestIdLayer(wrapped)
        return ProxyLayer(wrapped, trusted=self.settings.trusted_proxies)

    def _limited(self, app: ASGIApp) -> ASGIApp:
        if self.limits is None or not self.limits.limits.is_on:
            return app
        limits, errors, clock = self.limits.limits, self.errors, self.clock
        guarded = GuessLayer(app, limits=limits, rules=self.limits.guesses, errors=errors, clock=clock)
        return LimitsLayer(guarded, limits=limits, rules=self.limits.rules, errors=errors, clock=clock)


def make_web(
    settings: WebSettings,
    *,
    authenticate: Authenticate,
    clock: Clock,
    counters: Counters,
    flags: Flags | None = None,
    bus: Bus,
    navigation: tuple[NavigationEntry, ...],
    purges: tuple[PurgeRule, ...] = (),
    limits: WebLimits | None = None,
) -> Web:
    """Return the web parts. `navigation`, `purges` and the rules of `limits` are what the features contribute.

    Raises:
        AssetError: a static file is wrong.
        TemplateNameTaken: two features bring one template name.
    """
    folders = feature_folders()
    assets = load_library(folders, keep_in=settings.keep_assets_in, host=settings.asset_host)
    templates = Templates(find_templates(folders), filters=FILTERS)
    languages = Languages(usual=settings.language)
    for name, value in _globals(settings, navigation, languages).items():
        templates.add_global(name, value)
    for name, value_in in _globals_by_language(assets).items():
        templates.add_global_by_language(name, value_in)
    return Web(
        settings=settings,
        authenticate=authenticate,
        assets=assets,
        templates=templates,
        languages=languages,
        errors=ErrorAnswers(templates),
        page_cache=PageCache(clock, bus),
        pages=Pages(templates, navigation=navigation, public_url=settings.public_url, site_name=settings.site_name),
        policy_reports=PolicyReports(counters, clock),
        purges=purges,
        clock=clock,
        flags=flags or Flags(),
        limits=limits,
    )


def feature_folders() -> list[Path]:
    """Return the folders of all packages that may bring templates and static files."""
    root = Path(arcadia.__file__).parent
    return sorted(one for one in root.iterdir() if one.is_dir() and (one / "__init__.py").is_file())


def _globals(settings: WebSettings, navigation: tuple[NavigationEntry, ...], languages: Languages) -> dict[str, object]:
    return {
        "speculation_rules": SPECULATION_RULES,
        "site_name": settings.site_name,
        "image_host": settings.image_host,
        "house_links": lambda: list(settings.house.links()),
        "all_navigation": lambda: [{"label": _(one.label), "href": one.href} for one in navigation],
        "languages": languages.names(),
    }


def _globals_by_language(assets: AssetLibrary) -> dict[str, Callable[[str], object]]:
    return {
        "lang": lambda tag: tag,
        # Of letters, digits and slashes, which the worker looks for as they are.
        "asset": lambda tag: lambda name: safe(assets.url(name, language=tag)),
        "preloads": lambda tag: partial(assets.preloads, language=tag),
        "import_map": lambda tag: assets.import_maps[tag],
    }


def _text(kept: TextOfFile | None) -> str:
    return kept.text if kept is not None else ""


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
