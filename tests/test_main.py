"""The service is put together as its settings say."""

import tomllib
from pathlib import Path

import pytest

from belowline.config import Options, read_settings
from belowline.kernel.errors import Refused
from belowline.main import build
from belowline.moderation import ENGINE_VERSION, parse_policy
from belowline.moderation.site_weights import weights_text
from belowline.moderation.weighing import Weight

pytestmark = pytest.mark.anyio


async def test_the_policy_that_is_kept_can_be_read_without_its_preset(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text('extends = "balanced"\n[clause.spam]\nhold_at = "never"\n', encoding="utf-8")
    settings = read_settings(Options(data=str(tmp_path / "data"), policy=str(file)), {})

    belowline = await build(settings)
    policy = belowline.services.policy
    kept = await belowline.store.policy_text(settings.site.site_id, policy.version)
    await belowline.close()

    assert kept is not None
    assert "extends" not in tomllib.loads(kept)
    assert parse_policy(kept) == policy == parse_policy(file.read_text("utf-8"))


async def test_weights_that_cannot_be_used_stop_the_start_and_name_the_file(tmp_path: Path) -> None:
    file = tmp_path / "weights.toml"
    file.write_text("[spam]\nshift = 0.0\ntrust = -1.0\nevidence = 3.0\n", encoding="utf-8")

    with pytest.raises(Refused, match=r"weights\.toml: the weights of spam"):
        await build(read_settings(Options(data=str(tmp_path)), {}))


async def test_weights_that_were_fitted_with_another_engine_are_told_of_at_the_start(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "weights.toml"
    own = {"spam": Weight(0.0, 1.0, 1.0)}
    for engine in ("1.9", ENGINE_VERSION):
        file.write_text(weights_text(own, "Ours.", engine), encoding="utf-8")
        belowline = await build(read_settings(Options(data=str(tmp_path)), {}))
        await belowline.close()

    [told] = [record.getMessage() for record in caplog.records if "weights" in record.getMessage()]
    assert "fitted with engine 1.9" in told
    assert "belowline calibrate" in told
