"""C7: secrets from files, as Docker and Kubernetes mount them."""

from pathlib import Path

import pytest

from arcadia.platform.config import Reading, SettingsError, examine_settings, find_warnings, read_settings

SECRET = "kJ8w3Zt0Qm5Yx7Rb2Nd9Vc4Lf6Hs1Gp-T"


def examine(environ: dict[str, str], folder: Path) -> Reading:
    return examine_settings(environ, folder=folder)


def test_c7_name_file_points_to_the_file_of_a_secret(tmp_path: Path) -> None:
    (tmp_path / "it").write_text(f"{SECRET}\n")
    reading = examine({"CRON_SECRET_FILE": str(tmp_path / "it")}, tmp_path)
    assert reading.problems == ()
    assert reading.settings.cron_secrets == (SECRET,)
    assert reading.origins["cron_secrets"] == f"the file {tmp_path}/it"


@pytest.mark.parametrize("name", ["SESSION_SECRET", "session_secret"])
def test_c7_a_folder_holds_secrets_by_their_names(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(f"{SECRET},b{SECRET}\r\n")
    (tmp_path / "something_else").write_text("not a setting")
    reading = examine({"ARCADIA_SECRETS_DIR": str(tmp_path)}, tmp_path)
    assert reading.settings.session_secrets == (SECRET, f"b{SECRET}")
    assert reading.origins["session_secrets"] == f"the file {tmp_path}/{name}"


def test_c7_an_address_with_a_password_may_be_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "database_url").write_text("postgresql://arcadia:hunter2@db/arcadia\n")
    assert read_settings({"ARCADIA_SECRETS_DIR": str(tmp_path)}, folder=tmp_path).database_url.endswith("@db/arcadia")


def test_c7_a_kubernetes_mount_is_links_to_links(tmp_path: Path) -> None:
    """Kubernetes swaps a hidden folder behind two links when a secret changes."""
    mount = tmp_path / "mount"
    (mount / "..2026_11").mkdir(parents=True)
    (mount / "..2026_11" / "CRON_SECRET").write_text(SECRET)
    (mount / "..data").symlink_to("..2026_11")
    (mount / "CRON_SECRET").symlink_to("..data/CRON_SECRET")
    assert read_settings({"ARCADIA_SECRETS_DIR": str(mount)}, folder=tmp_path).cron_secrets == (SECRET,)


def test_c7_nearer_sources_win(tmp_path: Path) -> None:
    """The environment, then the settings file, then a file that is pointed to, then the folder."""
    for name in ("pointed", "CRON_SECRET"):
        (tmp_path / name).write_text(f"{name}-{SECRET}")
    environ = {"ARCADIA_SECRETS_DIR": str(tmp_path)}
    assert read_settings(environ, folder=tmp_path).cron_secrets == (f"CRON_SECRET-{SECRET}",)
    environ["CRON_SECRET_FILE"] = str(tmp_path / "pointed")
    assert read_settings(environ, folder=tmp_path).cron_secrets == (f"pointed-{SECRET}",)
    (tmp_path / ".env").write_text(f"CRON_SECRET=file-{SECRET}\n")
    assert read_settings(environ, folder=tmp_path).cron_secrets == (f"file-{SECRET}",)
    environ["CRON_SECRET"] = f"environ-{SECRET}"
    assert read_settings(environ, folder=tmp_path).cron_secrets == (f"environ-{SECRET}",)


def test_c7_files_that_cannot_be_read_are_problems_by_the_name_that_points_there(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "large").write_text("x" * 70_000)
    with pytest.raises(SettingsError) as caught:
        read_settings(
            {
                "CRON_SECRET_FILE": str(tmp_path / "nowhere"),
                "REVALIDATE_TOKEN_FILE": str(tmp_path / "binary"),
                "SESSION_SECRET_FILE": str(tmp_path / "large"),
                "ARCADIA_SECRETS_DIR": str(tmp_path / "no-folder"),
            },
            folder=tmp_path,
        )
    told = {problem.variable: problem.wrong for problem in caught.value.problems}
    assert told == {
        "CRON_SECRET_FILE": f"{tmp_path}/nowhere cannot be read (No such file or directory)",
        "REVALIDATE_TOKEN_FILE": f"{tmp_path}/binary cannot be read (it is not text)",
        "SESSION_SECRET_FILE": f"{tmp_path}/large is too large",
        "ARCADIA_SECRETS_DIR": f"{tmp_path}/no-folder is no folder",
    }


def test_c7_a_pointer_is_no_misspelt_name(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(SECRET)
    environ = {"ARCADIA_OPERATOR_TOKEN_FILE": str(tmp_path / "token")}
    assert find_warnings(read_settings(environ, folder=tmp_path), environ) == []
