"""ViT and GPT: attention that can be looked at, sees only what it may, and text drawn the same from a seed."""

from __future__ import annotations

import pytest

from course_lib import data, zoo

torch = pytest.importorskip("torch", reason="PyTorch is not installed here, and the zoo is made of it")


def test_attention_is_torch_s() -> None:
    ours, theirs = zoo.SelfAttention(16, 4), torch.nn.MultiheadAttention(16, 4, batch_first=True)
    theirs.load_state_dict(ours.state_dict())
    x, maps = torch.rand(2, 5, 16), []
    wanted, weights = theirs(x, x, x, average_attn_weights=False)
    torch.testing.assert_close(ours(x, maps), wanted)
    torch.testing.assert_close(maps[0], weights)
    with pytest.raises(ValueError, match="a width of 10 does not divide into 4 heads"):
        zoo.SelfAttention(10, 4)


def test_vit_s_maps_are_shares() -> None:
    vit = zoo.vit_small(layers=2, heads=2, width=16)
    maps = vit.attention_maps(torch.rand(3, 1, 28, 28))
    assert maps.shape == (2, 3, 2, 50, 50) and not maps.requires_grad
    torch.testing.assert_close(maps.sum(-1), torch.ones(2, 3, 2, 50))
    assert vit.attention_maps(torch.rand(1, 1, 32, 32)).shape == (2, 1, 2, 65, 65)


def test_vit_refuses_what_it_cannot_cut() -> None:
    with pytest.raises(ValueError, match="30x30 does not divide into patches of 4x4"):
        zoo.vit_small()(torch.zeros(1, 1, 30, 30))
    with pytest.raises(ValueError, match="9x9 patches, but there are positions for 8x8"):
        zoo.vit_small()(torch.zeros(1, 1, 36, 36))


def small_gpt():
    return zoo.gpt_small(vocabulary=12, context=8, layers=2, heads=2, width=16)


def test_gpt_does_not_see_what_comes_later() -> None:
    gpt = small_gpt().eval()
    ids = torch.randint(12, (2, 8))
    changed = ids.clone()
    changed[:, 5] = (ids[:, 5] + 1) % 12
    before, after = gpt(ids), gpt(changed)
    assert torch.equal(before[:, :5], after[:, :5])
    assert not torch.equal(before[:, 5:], after[:, 5:])
    maps = gpt.attention_maps(ids)
    assert maps.shape == (2, 2, 2, 8, 8) and torch.all(maps.triu(1) == 0)
    torch.testing.assert_close(maps.sum(-1), torch.ones(2, 2, 2, 8))


def test_generation_repeats_with_its_generator() -> None:
    gpt = small_gpt().train()
    start = torch.zeros(2, 3, dtype=torch.int64)
    texts = [gpt.generate(start, 10, generator=torch.Generator().manual_seed(seed)) for seed in (1, 1, 2)]
    assert texts[0].shape == (2, 13) and torch.equal(texts[0][:, :3], start)
    assert torch.equal(texts[0], texts[1]) and not torch.equal(texts[0], texts[2])
    assert gpt.training
    greedy = gpt.generate(start, 10, temperature=0)
    assert torch.equal(greedy, gpt.generate(start, 10, top_k=1))
    assert torch.equal(greedy[:, 3], gpt(start)[:, -1].argmax(-1))


def test_gpt_says_what_is_too_much() -> None:
    gpt = small_gpt()
    with pytest.raises(ValueError, match="the text has 9 tokens, but the context is 8"):
        gpt(torch.zeros(1, 9, dtype=torch.int64))
    for wrong in ({"temperature": -1}, {"top_k": 0}):
        with pytest.raises(ValueError, match="temperature must be at least 0 and top_k at least 1"):
            gpt.generate(torch.zeros(1, 1, dtype=torch.int64), 1, **wrong)


def test_gpt_learns_a_text() -> None:
    letters = data.text("mill")[:200] if "mill" in data.TEXTS else data.text()[:200]
    known = sorted(set(letters))
    ids = torch.tensor([known.index(c) for c in letters])[None]
    gpt = zoo.gpt_small(len(known), context=len(letters), layers=1, heads=2, width=32)
    optimiser, losses = torch.optim.Adam(gpt.parameters(), lr=1e-2), []
    for _ in range(15):
        loss = torch.nn.functional.cross_entropy(gpt(ids[:, :-1]).flatten(0, 1), ids[0, 1:])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.8 * losses[0]
    assert gpt.head.weight is gpt.token_embedding.weight
