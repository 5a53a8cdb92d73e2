"""Trains a network: `python train.py upright|outline OUT.pt --bank A.npz B.npz --held-out C.npz --steps 6000`.

One thread: two of these run side by side on two cores. What is composed stays in a pool for a while and is drawn from it
several times, photos each time mirrored and turned anew, since composing costs more than learning."""

import argparse
import math
import time

import torch
import torch.nn.functional as F

import backgrounds
import compose
import networks


class Pool:
    """The latest of what was composed."""

    def __init__(self, size, rng):
        self.size, self.rng, self.at, self.items = size, rng, 0, None

    def put(self, items):
        if self.items is None:
            self.items = [item.new_empty(self.size, *item.shape[1:]) for item in items]
        places = (self.at + torch.arange(len(items[0]))) % self.size
        for held, item in zip(self.items, items):
            held[places] = item
        self.at += len(places)

    def draw(self, count):
        places = torch.randint(min(self.at, self.size), (count,), generator=self.rng)
        return [held[places] for held in self.items]


class Upright:
    """Of the turns of a patch, which one is upright. They share the network, so it cannot prefer one. Whether lines run
    across or down is learnt soon; so most patches are only shown upright and upside down."""

    network, batch, fresh, pool, rate, all_four = networks.Upright, 48, 24, 960, 4e-3, 10

    def __init__(self, paths, seed, held_out):
        self.bank, self.rng = compose.Bank(paths, grey=True), torch.Generator().manual_seed(seed)
        self.hardness = 0.7

    def compose(self, count):
        return [compose.patches(self.bank, self.rng, count, self.hardness)]

    def vary(self, items):
        return items

    def loss(self, network, items):
        few, most = items[0][: self.all_four], items[0][self.all_four :]
        turns = [few, torch.rot90(few, 1, (2, 3)), few.flip(2, 3), torch.rot90(few, 3, (2, 3)), most, most.flip(2, 3)]
        scores = network(torch.cat(turns).contiguous(memory_format=torch.channels_last)).flatten()
        of_four, of_two = scores[: 4 * len(few)].view(4, -1).T, scores[4 * len(few) :].view(2, -1).T
        first = torch.zeros(len(items[0]), dtype=torch.long)
        return F.cross_entropy(of_two, first[: len(most)]) + 0.5 * F.cross_entropy(of_four, first[: len(few)])

    def judge(self, network, items):
        turns = torch.cat([torch.rot90(items[0], turn, (2, 3)) for turn in range(4)])
        scores = network(turns.contiguous(memory_format=torch.channels_last)).view(4, -1).T
        best, shares = scores.argmax(1), scores.softmax(1)
        sure = shares.amax(1) > 0.9
        return (f"right {(best == 0).float().mean():.4f}, across or down {(best % 2 == 0).float().mean():.4f}, "
                f"sure {sure.float().mean():.3f} and then right {(best == 0)[sure].float().mean():.4f}")


class Outline:
    """Where the page, its border, its corners and a book's spine are."""

    network, batch, fresh, pool, rate = networks.Outline, 16, 5, 1500, 3e-3

    def __init__(self, paths, seed, held_out):
        self.bank, self.rng = compose.Bank(paths, small=True), torch.Generator().manual_seed(seed)
        self.hardness = 1.0
        self.backgrounds = backgrounds.bank(60 if held_out else 300, seed, held_out=held_out)

    def compose(self, count):
        photos, maps = compose.photos(self.bank, self.backgrounds, self.rng, count)
        return [((photos + 1) * 127.5).round().byte(), (maps * 255).round().byte()]

    def vary(self, items):
        turn, mirror = torch.randint(4, (2,), generator=self.rng).tolist()
        items = [torch.rot90(item, turn, (2, 3)) for item in items]
        return [item.flip(3) for item in items] if mirror % 2 else items

    @staticmethod
    def maps(network, photos):
        return network((photos.float() / 127.5 - 1).contiguous(memory_format=torch.channels_last))

    def loss(self, network, items):
        maps, truth = self.maps(network, items[0]), items[1].float() / 255
        each = F.binary_cross_entropy_with_logits(maps, truth, reduction="none")
        page, border, corner, spine = (each * (1 + torch.tensor([0.0, 3.0, 15.0, 6.0]).view(1, 4, 1, 1) * truth)).mean((0, 2, 3))
        share = maps[:, 0].sigmoid()
        overlap = (2 * (share * truth[:, 0]).sum((1, 2)) + 50) / (share.sum((1, 2)) + truth[:, 0].sum((1, 2)) + 50)
        return page * 2 + (1 - overlap).mean() + border + 2 * corner + spine

    def judge(self, network, items):
        maps, truth = self.maps(network, items[0]).sigmoid() > 0.5, items[1] > 127
        both, either = (maps & truth)[:, 0].sum((1, 2)), (maps | truth)[:, 0].sum((1, 2))
        there = truth[:, 0].sum((1, 2)) > 0
        iou = (both / either.clamp(min=1))[there]
        empty = (maps[:, 0].float().mean((1, 2)) < 0.02)[~there].float().mean()
        return f"IoU {iou.mean():.4f}, over 0.9 {(iou > 0.9).float().mean():.3f}, nothing where nothing is {empty:.3f}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["upright", "outline"])
    parser.add_argument("out")
    parser.add_argument("--bank", nargs="+", required=True)
    parser.add_argument("--held-out", nargs="+", required=True)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--start")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(5)
    kind = {"upright": Upright, "outline": Outline}[options.what]
    held_out = kind(options.held_out, 2, True)
    test = [torch.cat(parts) for parts in zip(*[held_out.compose(16) for _ in range(6)])]
    del held_out
    task = kind(options.bank, 1, False)
    network = task.network().to(memory_format=torch.channels_last)
    if options.start:
        network.load_state_dict(torch.load(options.start))
    average = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.98), use_buffers=True)
    optimiser = torch.optim.AdamW(network.parameters(), lr=task.rate, weight_decay=0.02)
    pool = Pool(task.pool, task.rng)
    since, total = time.time(), 0.0
    for step in range(options.steps):
        task.hardness = min(1.0, step / options.steps * 1.3)
        pool.put(task.compose(task.fresh if step else task.batch))
        rate = min(1.0, step / 40) * (0.5 + 0.5 * math.cos(math.pi * step / options.steps)) + 1e-3
        for group in optimiser.param_groups:
            group["lr"] = task.rate * rate
        loss = task.loss(network, task.vary(pool.draw(task.batch)))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimiser.step()
        average.update_parameters(network)
        total += float(loss.detach())
        if (step + 1) % 50 == 0 or step + 1 == options.steps:
            network.eval(), average.eval()
            with torch.no_grad():
                judged = [task.judge(model, test) for model in (network, average.module)]
            network.train(), average.train()
            print(f"{step + 1}: loss {total / 50:.4f}; {judged[1]} (last: {judged[0]}); {time.time() - since:.0f} s, {time.process_time():.0f} s of processor", flush=True)
            total = 0.0
            torch.save(average.module.state_dict(), options.out)
            torch.save(network.state_dict(), options.out + ".last")


if __name__ == "__main__":
    main()
