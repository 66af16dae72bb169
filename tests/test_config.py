"""Settings come from options, then from the environment, then from defaults."""

import stat
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from multiprocessing import get_context
from pathlib import Path

import pytest

from belowline.config import Limits, Options, Place, Settings, read_place, read_settings
from belowline.kernel.errors import Refused


def read(data: Path, environment: dict[str, str] | None = None, **options: object) -> Settings:
    return read_settings(Options(data=str(data), **options), environment or {})  # type: ignore[arg-type]


def secret_of(data: str) -> bytes:
    return read_settings(Options(data=data), {}).secret


def test_without_a_word_from_outside_everything_has_a_default(tmp_path: Path) -> None:
    settings = read(tmp_path)

    assert settings.data == tmp_path
    assert settings.database == f"sqlite:///{tmp_path / 'belowline.db'}"
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.site.name == "Belowline"
    assert settings.site.domains == ("127.0.0.1", "localhost")
    assert settings.policy is None
    assert not settings.trust_proxy
    assert settings.address == "http://127.0.0.1:8000"


def test_the_environment_overrides_defaults(tmp_path: Path) -> None:
    settings = read_settings(
        Options(),
        {
            "BELOWLINE_DATA": str(tmp_path / "kept"),
            "BELOWLINE_DATABASE": "postgresql://db/belowline",
            "BELOWLINE_HOST": "0.0.0.0",
            "BELOWLINE_PORT": "8080",
            "BELOWLINE_NAME": "The Daily",
            "BELOWLINE_DOMAINS": "Daily.example  www.daily.example",
            "BELOWLINE_POLICY": "policy.toml",
            "BELOWLINE_TRUST_PROXY": "1",
        },
    )

    assert settings.data == tmp_path / "kept"
    assert settings.database == "postgresql://db/belowline"
    assert (settings.host, settings.port) == ("0.0.0.0", 8080)
    assert settings.site.name == "The Daily"
    assert settings.site.domains == ("daily.example", "www.daily.example")
    assert settings.policy == Path("policy.toml")
    assert settings.trust_proxy


def test_options_override_the_environment(tmp_path: Path) -> None:
    environment = {
        "BELOWLINE_DATA": str(tmp_path / "not-this"),
        "BELOWLINE_DATABASE": "sqlite:///a.db",
        "BELOWLINE_HOST": "::1",
        "BELOWLINE_PORT": "1",
        "BELOWLINE_NAME": "A",
        "BELOWLINE_DOMAINS": "a.example",
        "BELOWLINE_POLICY": "a.toml",
    }

    settings = read(
        tmp_path / "this",
        environment,
        database="sqlite:///b.db",
        host="127.0.0.2",
        port=2,
        name="B",
        domains=("B.example",),
        policy="b.toml",
        trust_proxy=True,
    )

    assert settings.data == tmp_path / "this"
    assert not (tmp_path / "not-this").exists()
    assert settings.database == "sqlite:///b.db"
    assert settings.address == "http://127.0.0.2:2"
    assert (settings.site.name, settings.site.domains) == ("B", ("b.example",))
    assert settings.policy == Path("b.toml")
    assert settings.trust_proxy


def test_an_empty_variable_is_none(tmp_path: Path) -> None:
    names = ("DATABASE", "HOST", "PORT", "NAME", "DOMAINS", "POLICY", "TRUST_PROXY")
    empty = {f"BELOWLINE_{name}": "" for name in names}

    assert read(tmp_path, empty) == read(tmp_path)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("news.example", "http://news.example:8000"),
    ],
)
def test_the_address_is_one_that_a_browser_here_can_open(
    tmp_path: Path, host: str, address: str
) -> None:
    assert read(tmp_path, host=host).address == address


@pytest.mark.parametrize("name", ["daily", "a", "daily-news-2", "9to5", "a" * 32])
def test_a_site_is_named_by_an_option_or_the_environment(tmp_path: Path, name: str) -> None:
    assert read(tmp_path).site.site_id == "main"
    assert read(tmp_path, site=name).site.site_id == name
    assert read(tmp_path, {"BELOWLINE_SITE": name}).site.site_id == name
    assert read_place(Options(data=str(tmp_path), site=name), {}).site_id == name


@pytest.mark.parametrize(
    "name", ["Daily", "the daily", "-daily", "daily-", "../main", "a/b", "día", "a" * 33, "daily\n"]
)
def test_a_name_that_could_be_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match="--site is a short name"):
        read(tmp_path, site=name)


def test_sites_share_a_data_folder_but_no_key_and_no_weights(tmp_path: Path) -> None:
    main, daily, weekly = (
        read(tmp_path),
        read(tmp_path, site="daily"),
        read(tmp_path, site="weekly"),
    )

    assert main.database == daily.database == weekly.database
    assert len({main.secret, daily.secret, weekly.secret}) == 3
    assert read(tmp_path, site="daily").secret == daily.secret
    assert (tmp_path / "secret.key").is_file()
    assert stat.S_IMODE((tmp_path / "sites" / "daily").stat().st_mode) == 0o700
    (tmp_path / "weights.toml").touch()
    assert read(tmp_path, site="daily").weights is None
    (tmp_path / "sites" / "daily" / "weights.toml").touch()
    assert read(tmp_path, site="daily").weights == tmp_path / "sites" / "daily" / "weights.toml"


@pytest.mark.parametrize("port", ["x", "0", "-1", "65536", "8000.5", "²"])
def test_a_port_that_is_none_is_refused_in_words(tmp_path: Path, port: str) -> None:
    with pytest.raises(Refused, match="1 to 65535"):
        read(tmp_path, {"BELOWLINE_PORT": port})


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_option_that_is_none_is_refused_too(tmp_path: Path, port: int) -> None:
    with pytest.raises(Refused):
        read(tmp_path, port=port)


@pytest.mark.parametrize("port", [1, 65535])
def test_every_port_there_is_can_be_had(tmp_path: Path, port: int) -> None:
    assert read(tmp_path, port=port).port == port


def test_the_secret_is_long_and_for_its_owners_eyes_alone(tmp_path: Path) -> None:
    settings = read(tmp_path)

    assert len(settings.secret) == 32
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_the_secret_stays_the_same(tmp_path: Path) -> None:
    assert read(tmp_path).secret == read(tmp_path).secret
    assert read(tmp_path / "other").secret != read(tmp_path).secret


def test_a_secret_that_the_owner_made_read_only_is_used(tmp_path: Path) -> None:
    secret = read(tmp_path).secret
    (tmp_path / "secret.key").chmod(0o400)

    assert read(tmp_path).secret == secret


def test_a_start_that_was_cut_short_leaves_no_empty_secret(tmp_path: Path) -> None:
    (tmp_path / "secret.key").touch(0o600)

    secret = read(tmp_path).secret

    assert len(secret) == 32
    assert read(tmp_path).secret == secret


def test_processes_that_start_at_once_share_one_secret(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        secrets = list(pool.map(secret_of, [str(tmp_path)] * 16))

    assert len(set(secrets)) == 1
    assert len(secrets[0]) == 32


def test_a_data_folder_that_cannot_be_made_is_an_error_that_names_it(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()

    with pytest.raises(OSError, match="file"):
        read(in_the_way / "data")


def test_every_limit_allows_something(tmp_path: Path) -> None:
    limits = read(tmp_path).limits

    for each in fields(Limits):
        times, seconds = getattr(limits, each.name)
        assert times > 0
        assert seconds > 0


def test_a_sites_own_weights_are_taken_from_the_data_folder_where_they_lie(tmp_path: Path) -> None:
    assert read(tmp_path).weights is None

    (tmp_path / "weights.toml").touch()

    assert read(tmp_path).weights == tmp_path / "weights.toml"
    assert read(tmp_path, {"BELOWLINE_WEIGHTS": "b.toml"}).weights == Path("b.toml")
    assert read(tmp_path, {"BELOWLINE_WEIGHTS": "b.toml"}, weights="c.toml").weights == Path(
        "c.toml"
    )


def test_weights_are_kept_where_they_will_be_read(tmp_path: Path) -> None:
    def place(**options: str) -> Place:
        return read_place(Options(data=str(tmp_path), **options), {})  # type: ignore[arg-type]

    assert (place().weights, place().own_weights) == (None, tmp_path / "weights.toml")
    assert place(weights="c.toml").own_weights == place(weights="c.toml").weights == Path("c.toml")


def test_mail_is_sent_where_a_server_is_named_and_the_password_is_not_printed(
    tmp_path: Path,
) -> None:
    environment = {
        "BELOWLINE_SMTP": "smtp://comments:hunter2@mail.example",
        "BELOWLINE_MAIL_FROM": "comments@daily.example",
        "BELOWLINE_URL": "https://comments.daily.example/",
    }

    settings = read(tmp_path, environment)

    assert settings.mail is not None
    assert settings.mail.sender == "comments@daily.example"
    assert settings.public_address == "https://comments.daily.example"
    assert "hunter2" not in repr(settings)


def test_without_a_mail_server_no_mail_is_sent(tmp_path: Path) -> None:
    settings = read(tmp_path, {"BELOWLINE_MAIL_FROM": "comments@daily.example"})

    assert settings.mail is None
    assert settings.public_address == settings.address


@pytest.mark.parametrize(
    "url", ["comments.daily.example", "https://a.example/b", "https://u@a.example"]
)
def test_a_public_address_that_is_none_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(Refused, match="--url"):
        read(tmp_path, url=url)


@pytest.mark.parametrize("contact", ["comments@news.example", "https://news.example/contact"])
def test_a_contact_is_an_e_mail_address_or_a_page(tmp_path: Path, contact: str) -> None:
    assert read(tmp_path, contact=contact).site.contact == contact
    assert read(tmp_path, {"BELOWLINE_CONTACT": contact}).site.contact == contact
    assert read(tmp_path).site.contact == ""


@pytest.mark.parametrize("contact", ["the newsroom", "javascript:alert(1)@x.y", 'a"b@c.d', "a@b"])
def test_a_contact_that_leads_nowhere_is_refused(tmp_path: Path, contact: str) -> None:
    with pytest.raises(Refused, match="--contact"):
        read(tmp_path, contact=contact)


def test_a_replica_is_one_of_postgresql(tmp_path: Path) -> None:
    ours, copy = "postgresql://db/belowline", "postgresql://copy/belowline"

    assert read(tmp_path).read_database == ""
    given = read(tmp_path, {"BELOWLINE_READ_DATABASE": copy}, database=ours)
    assert given.read_database == copy
    for primary, replica in ((ours, "sqlite:///x.db"), (None, copy)):
        with pytest.raises(Refused, match="--read-database must be postgresql://"):
            read(tmp_path, database=primary, read_database=replica)


def test_traces_go_to_an_address(tmp_path: Path) -> None:
    address = "http://127.0.0.1:4318/v1/traces"

    assert read(tmp_path).traces == ""
    assert read(tmp_path, {"BELOWLINE_TRACES": address}).traces == address
    for wrong in ("collector:4318", "http://", "http://user:word@host/"):
        with pytest.raises(Refused, match="--traces is a collector's address"):
            read(tmp_path, traces=wrong)


def test_a_process_is_told_how_many_connections_it_may_have(tmp_path: Path) -> None:
    assert read(tmp_path).database_connections == 10
    assert read(tmp_path, {"BELOWLINE_DATABASE_CONNECTIONS": "3"}).database_connections == 3
    assert read(tmp_path, database_connections=25).database_connections == 25
    for wrong in (0, 1001):
        with pytest.raises(Refused, match="--database-connections"):
            read(tmp_path, database_connections=wrong)
    with pytest.raises(Refused, match="--database-connections"):
        read(tmp_path, {"BELOWLINE_DATABASE_CONNECTIONS": "many"})
