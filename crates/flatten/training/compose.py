"""Composes what the networks see, in torch, a batch at a time: photos of papers with the truth about where the paper is, and
patches of turned pages. The physics is that of a pinhole camera over a desk, with a bent or folded sheet on it; light,
colours and damage are drawn widely, so that nothing rests on one kind of desk or lamp."""

import math

import numpy as np
import torch
import torch.nn.functional as F

SIDE, CELLS = 256, 64  # of a photo as the network sees it, and of its maps
PATCH = 128


class Bank:
    """Flat pages as `bank.py` packed them."""

    def __init__(self, paths, *, grey=False, small=False):
        self.kinds, sizes, self.grey, stretched = [], [], [], []
        for path in paths:
            file = np.load(path)
            self.kinds += file["kinds"].tolist()
            sizes.append(file["millimetres"])
            for at in range(len(file["kinds"])):
                if grey:
                    self.grey.append(levels(torch.from_numpy(file[f"grey_{at}"])))
                if small:
                    picture = torch.from_numpy(file[f"small_{at}"]).permute(2, 0, 1)[None].float()
                    picture = F.interpolate(picture, (288, 288), mode="bilinear", antialias=True, align_corners=False)
                    stretched.append(picture.clamp(0, 255).byte()[0])
        self.millimetres = torch.from_numpy(np.concatenate(sizes)).float()
        if small:
            self.small = torch.stack(stretched)
            self.smaller = F.avg_pool2d(self.small.float(), 3).byte()


def levels(page):
    """A page in grey at full, half and quarter size, and at each the share of ink in cells of 32 pixels."""
    result = []
    page = page[None, None].float() / 255
    for _ in range(3):
        steps = F.pad((page[..., 1:, 1:] - page[..., :-1, :-1]).abs(), (0, 1, 0, 1))
        cells = F.avg_pool2d(steps, 32, ceil_mode=True)[0, 0]
        result.append(((page[0, 0] * 255).byte(), cells.flatten() + 1e-4, cells.shape[1]))
        page = F.avg_pool2d(page, 2, ceil_mode=True)
    return result


def uniform(rng, low, high, *shape):
    return torch.empty(shape).uniform_(low, high, generator=rng)


def chance(rng, share, *shape):
    return torch.rand(shape, generator=rng) < share


def log_uniform(rng, low, high, *shape):
    return uniform(rng, math.log(low), math.log(high), *shape).exp()


def normal(rng, *shape):
    return torch.randn(shape, generator=rng)


def blurred(x, sigma):
    """Gaussian blur; the sigma of each picture is its own."""
    reach = torch.arange(-4, 5).float()
    kernel = torch.exp(-0.5 * (reach / sigma[:, None].clamp(min=0.05)) ** 2)
    kernel = kernel / kernel.sum(1, keepdim=True)
    n, channels = x.shape[:2]
    kernel = kernel.repeat_interleave(channels, 0)
    x = x.reshape(1, n * channels, *x.shape[2:])
    x = F.conv2d(F.pad(x, (4, 4, 0, 0), "replicate"), kernel[:, None, None, :], groups=n * channels)
    x = F.conv2d(F.pad(x, (0, 0, 4, 4), "replicate"), kernel[:, None, :, None], groups=n * channels)
    return x.reshape(n, channels, *x.shape[2:])


def smooth_noise(rng, n, cells, side):
    return F.interpolate(torch.rand((n, 1, cells, cells), generator=rng), (side, side), mode="bicubic", align_corners=False)


def ink(grey):
    """How much darker than its surroundings each pixel is, in units of how much the surroundings vary. The program does
    the same in `upright/ink.rs`. Numbers from 0 to 1 in, about -3 to 3 out."""
    def mean(x):
        x = F.avg_pool2d(x, (1, 31), 1, (0, 15), count_include_pad=False)
        return F.avg_pool2d(x, (31, 1), 1, (15, 0), count_include_pad=False)

    darker = mean(grey) - grey
    return (darker / (mean(darker * darker).sqrt() + 0.03)).clamp(-3, 3)


# --- Patches of pages, upright ---


def patches(bank, rng, count, hardness=1.0):
    """So many ink patches, (count, 1, PATCH, PATCH), all the right way up; the harder, the more is wrong with them."""
    margin = 15
    side = PATCH + 2 * margin
    pieces = []
    for _ in range(count):
        number = int(torch.randint(len(bank.grey), (1,), generator=rng))
        page = bank.grey[number]
        # The program looks at pages of 1200, 600 and 300 pixels; a page that was not cut out is smaller in its photo.
        # Most is learnt where print can be read: from 3 to 8 pixels a millimetre.
        scale = float(log_uniform(rng, 0.17, 1.15, 1))
        if chance(rng, 1 - 0.3 * hardness, 1):
            readable = float(log_uniform(rng, 4.5 - 1.5 * hardness, 8, 1)) * float(bank.millimetres[number].max()) / 1200
            scale = min(max(readable, 0.17), 1.15)
        level = 0 if scale > 0.58 else 1 if scale > 0.29 else 2
        scale *= 2**level
        picture, cells, columns = page[level]
        if chance(rng, 0.9, 1):
            cell = int(torch.multinomial(cells, 1, generator=rng))
        else:
            cell = int(torch.randint(len(cells), (1,), generator=rng))
        middle = (torch.tensor([cell % columns, cell // columns]) + torch.rand(2, generator=rng)) * 32
        inner = torch.tensor([picture.shape[1], picture.shape[0]]) / 2
        reach = torch.minimum(torch.tensor([PATCH * 0.42 / scale] * 2), inner)
        middle = torch.minimum(torch.maximum(middle, reach), inner * 2 - reach)
        angle = float(normal(rng, 1)) * math.radians(2.5)
        across, down = torch.meshgrid(*[torch.arange(side).float() - side / 2] * 2, indexing="xy")
        stretch = 1 + 0.06 * float(normal(rng, 1))
        depth = 1 + (across * normal(rng, 1) + down * normal(rng, 1)) * 4e-4
        across, down = across * stretch / depth, down / stretch / depth
        if chance(rng, 0.3, 1):
            down = down + uniform(rng, 0, 5, 1) * torch.sin(across * uniform(rng, 0.005, 0.04, 1) + 6.3 * torch.rand(1, generator=rng))
        x = (across * math.cos(angle) - down * math.sin(angle)) / scale + middle[0]
        y = (across * math.sin(angle) + down * math.cos(angle)) / scale + middle[1]
        where = torch.stack([x / picture.shape[1] * 2 - 1, y / picture.shape[0] * 2 - 1], -1)[None]
        piece = F.grid_sample(picture[None, None].float() / 255, where, padding_mode="border", align_corners=False)
        outside = (where.abs() > 1).any(-1)[:, None]
        desk = uniform(rng, 0, 1, 1) + 0.1 * normal(rng, 1, 1, side, side) * torch.rand(1, generator=rng)
        pieces.append(torch.where(outside, desk, piece))
    x = torch.cat(pieces)
    sigma = log_uniform(rng, 0.15, 0.4 + 0.7 * hardness, count)
    x = blurred(x, sigma)
    white = uniform(rng, 0.45, 1.05, count, 1, 1, 1)
    black = white * uniform(rng, 0, 0.6 * hardness, count, 1, 1, 1)
    x = black + x * (white - black)
    lit = 1 - uniform(rng, 0, 0.6 * hardness, count, 1, 1, 1) * smooth_noise(rng, count, 3, side)
    edge = ((smooth_noise(rng, count, 3, side) - 0.5) * log_uniform(rng, 3, 100, count, 1, 1, 1)).clamp(0, 1)
    lit = lit * torch.where(chance(rng, 0.15 * hardness, count, 1, 1, 1), 1 - 0.5 * edge, 1.0)
    x = x * lit + normal(rng, *x.shape) * log_uniform(rng, 0.002, 0.004 + 0.02 * hardness, count, 1, 1, 1)
    x = torch.where(chance(rng, 0.04 * hardness, count, 1, 1, 1), 1 - x, x)
    x = ink((x.clamp(0, 1) * 255).round() / 255)
    return x[:, :, margin:-margin, margin:-margin].contiguous()


# --- Photos of pages ---


def photos(bank, backgrounds, rng, count):
    """So many photos, (count, 3, SIDE, SIDE), -1 to 1, and their maps, (count, 4, CELLS, CELLS), 0 to 1: page, border,
    corner, spine."""
    n, half = count, SIDE // 2
    one = (n, 1, 1)
    kind = torch.rand(n, generator=rng)
    nothing, scan, book = (kind < 0.12), (kind >= 0.12) & (kind < 0.18), (kind >= 0.18) & (kind < 0.29)

    # The camera: x to the right, y downwards, z away from it; the shorter half of the photo is 1.
    aspect = torch.tensor([0.75, 1.333, 0.5625, 1.778, 0.75, 1.0])[torch.randint(6, (n,), generator=rng)]
    wide, high = (aspect).clamp(min=1), (1 / aspect).clamp(min=1)
    focal = uniform(rng, 1.6, 3.4, n)
    pick = torch.randint(len(bank.small), (n,), generator=rng)
    size = bank.millimetres[pick].clone()
    size[book, 0] *= 2
    is_card = torch.tensor([bank.kinds[at] == "card" for at in pick.tolist()])
    cover = torch.where(chance(rng, 0.5, n), uniform(rng, 0.3, 0.85, n), uniform(rng, 0.08, 1.3, n))
    across = size * (cover * 4 * wide * high / size.prod(1)).sqrt()[:, None]  # at a distance of one focal length
    quarter = torch.randint(4, (n,), generator=rng).float() * (math.pi / 2)
    # A page is mostly held so that it fits the photo.
    lies = ((across[:, 0] > across[:, 1]) ^ (wide > high)).float() * (math.pi / 2)
    fits = chance(rng, 0.75, n)
    quarter = torch.where(fits, lies + (torch.rand(n, generator=rng) < 0.5).float() * math.pi, quarter)
    spread = torch.where(chance(rng, 0.2, n), 0.6, 0.12)
    roll = quarter + normal(rng, n) * spread
    tilt = torch.stack([normal(rng, n), normal(rng, n)]) * torch.where(chance(rng, 0.35, n), 0.45, 0.17)
    tilt = tilt.clamp(-0.8, 0.8)
    rotation = turned(2, roll)
    rotation = turned(0, tilt[0]) @ turned(1, tilt[1]) @ rotation
    free = (1 - cover.clamp(max=1).sqrt())
    away = focal
    at = torch.stack([
        uniform(rng, -1, 1, n) * wide * (0.8 * free + 0.06), uniform(rng, -1, 1, n) * high * (0.8 * free + 0.06),
        torch.zeros(n)], 1)
    at[:, 2] = away
    matrix = torch.stack([rotation[:, :, 0], rotation[:, :, 1], at], 2)
    inverse = torch.linalg.inv(matrix)
    steps = (torch.arange(half).float() + 0.5) / half * 2 - 1
    y, x = torch.meshgrid(steps, steps, indexing="ij")
    x, y = x[None] * wide.view(one), y[None] * high.view(one)
    ray = torch.stack([x / focal.view(one), y / focal.view(one), torch.ones_like(x)], 1).flatten(2)
    plane = (inverse @ ray).unflatten(2, (half, half))
    behind = plane[:, 2] <= 0.02
    desk = plane[:, :2] / plane[:, 2:].clamp(min=0.02)

    # The sheet's height over the desk, as a function of where one is along a direction across it.
    camera = -(rotation.transpose(1, 2) @ at[:, :, None])[:, :, 0]
    bend = chance(rng, 0.4, n) | book
    direction = torch.where(chance(rng, 0.6, n), 0.0, math.pi / 2) + normal(rng, n) * 0.15
    direction = torch.where(book, 0.0, direction)
    shape = torch.randint(3, (n,), generator=rng)
    length = (across * torch.stack([direction.cos(), direction.sin()], 1).abs()).sum(1)
    depth = length * uniform(rng, 0.0, 0.1, n) * bend
    waves, phase, fold = uniform(rng, 0.5, 1.6, n), uniform(rng, 0, 6.3, n), uniform(rng, -0.3, 0.3, n)
    hollow = uniform(rng, 5, 25, n)

    def height(px, py):
        along = (px * direction.cos().view(-1, *[1] * (px.dim() - 1)) + py * direction.sin().view(-1, *[1] * (px.dim() - 1)))
        v = lambda value: value.view(-1, *[1] * (px.dim() - 1))
        along = along / v(length)
        wave = 0.5 + 0.5 * torch.sin(along * v(waves) * 2 * math.pi + v(phase))
        crease = (1 - (along - v(fold)).abs() * 2).clamp(0, 1)
        roll_up = (along + 0.5).clamp(0, 1) ** 2
        sheet = torch.where(v(shape == 0), wave, torch.where(v(shape == 1), crease, roll_up))
        open_book = 1 - torch.exp(-along.abs() * v(hollow)) - 0.9 * along.abs()
        return v(depth) * torch.where(v(book), open_book, sheet) * v(camera[:, 2].sign())

    place = desk
    for _ in range(4):
        share = 1 - height(place[:, 0], place[:, 1]) / camera[:, 2].view(one)
        eye = camera[:, :2, None, None]
        place = eye + (desk - eye) * share[:, None]
    step = 0.01
    slope = (height(place[:, 0] + step, place[:, 1]) - height(place[:, 0] - step, place[:, 1])) / (2 * step)
    slope = slope + (height(place[:, 0], place[:, 1] + step) - height(place[:, 0], place[:, 1] - step)) / (2 * step)

    u, v = place[:, 0] / across[:, 0].view(one), place[:, 1] / across[:, 1].view(one)
    flat_scan = scan.view(one)
    u, v = torch.where(flat_scan, x / wide.view(one) / 2, u), torch.where(flat_scan, y / high.view(one) / 2, v)
    inside = (u.abs() <= 0.5) & (v.abs() <= 0.5) & ~behind
    # A card's corners are round.
    radius = 0.06 * across.min(1).values.view(one)
    over = [(across[:, i].view(one) * (0.5 - value.abs())) for i, value in enumerate((u, v))]
    cut = (over[0] < radius) & (over[1] < radius) & (torch.hypot(radius - over[0], radius - over[1]) > radius)
    inside = inside & ~(cut & is_card.view(one))
    inside = (inside | flat_scan) & ~nothing.view(one)
    rim = torch.minimum(over[0], over[1]) * half / torch.maximum(wide, high).view(one)
    rim = torch.where(inside, rim.clamp(min=0.01), rim.clamp(max=-0.01)).clamp(-2, 2)

    u_fine, v_fine, desk_fine = (F.interpolate(
        field if field.dim() == 4 else field[:, None], (SIDE, SIDE), mode="bilinear", align_corners=False)
        for field in (u, v, desk))
    mask = (F.interpolate(rim[:, None], (SIDE, SIDE), mode="bilinear", align_corners=False) * 2 + 0.5).clamp(0, 1)

    # What is printed on it.
    where = torch.cat([u_fine, v_fine], 1).permute(0, 2, 3, 1) * 2
    left = book.view(-1, 1, 1) & (where[..., 0] < 0)
    half_u = torch.where(book.view(-1, 1, 1), (where[..., 0] + torch.where(left, 1.0, 0.0)) * 2 - 1, where[..., 0])
    where = torch.stack([half_u, where[..., 1]], -1)
    fine = (cover > 0.45)
    printed = sampled(bank, pick, fine, where)
    if book.any():
        other = torch.randint(len(bank.small), (n,), generator=rng)
        other = sampled(bank, other[book], fine[book], where[book])
        printed[book] = torch.where(left[book][:, None], other, printed[book])
    printed = tint(rng, printed, 0.08)
    shade = 1 + (slope * uniform(rng, -0.9, 0.9, *one)).clamp(-0.5, 0.4)
    gutter = torch.exp(-(u.abs() * uniform(rng, 12, 60, *one))) * uniform(rng, 0.1, 0.8, *one) * book.view(one)
    shade = F.interpolate((shade * (1 - gutter))[:, None], (SIDE, SIDE), mode="bilinear", align_corners=False)
    printed = printed * torch.where(scan.view(-1, 1, 1, 1), 1.0, shade)

    # What it lies on.
    zoom = log_uniform(rng, 0.25, 1.1, n).view(-1, 1, 1, 1)
    shift = uniform(rng, -3, 3, n, 1, 1, 2)
    straight = (nothing & chance(rng, 0.6, n)).view(-1, 1, 1, 1)
    frame = F.interpolate(torch.stack([x, y], 1), (SIDE, SIDE), mode="bilinear", align_corners=False)
    ground = torch.where(straight, frame * 0.7, desk_fine.clamp(-30, 30)).permute(0, 2, 3, 1) * zoom + shift
    ground = ((ground + 1) % 4 - 2).abs() - 1  # mirrored again and again
    below = backgrounds[torch.randint(len(backgrounds), (n,), generator=rng)].float() / 255
    below = F.grid_sample(below, ground, padding_mode="border", align_corners=False)
    below = tint(rng, below, 0.35)
    # A desk that is itself printed: a newspaper, a poster, a map.
    covered = chance(rng, 0.06, n) & ~nothing
    if covered.any():
        sheet = torch.randint(len(bank.small), (n,), generator=rng)[covered]
        below[covered] = tint(rng, sampled(bank, sheet, torch.ones_like(sheet, dtype=torch.bool), ground[covered]), 0.3)
    pale = printed.mean((2, 3), keepdim=True).clamp(0.5, 1) * uniform(rng, 0.72, 1.08, n, 1, 1, 1)
    alike = pale + (below - below.mean((2, 3), keepdim=True)) * uniform(rng, 0.03, 0.4, n, 1, 1, 1)
    below = torch.where(chance(rng, 0.25, n, 1, 1, 1), alike, below)
    for _ in range(2):
        below = other_papers(bank, rng, below, desk_fine, across, book, nothing)

    # The sheet's own shadow on the desk.
    reach = torch.roll(mask, (int(torch.randint(-5, 6, (1,), generator=rng)), int(torch.randint(-5, 6, (1,), generator=rng))), (2, 3))
    reach = blurred(reach, uniform(rng, 0.5, 4, n))
    below = below * (1 - reach * uniform(rng, 0, 0.6, n, 1, 1, 1))
    photo = below * (1 - mask) + printed * mask
    photo = occluded(rng, photo, nothing | scan)
    lit = lighting(rng, n)
    photo = torch.where(scan.view(-1, 1, 1, 1), printed, photo * lit)
    photo = camera_damage(rng, photo, scan)

    # The truth, in cells.
    page = F.avg_pool2d(inside[:, None].float(), 2)
    round_about = F.pad(page, (1, 1, 1, 1), mode="replicate")
    border = (F.max_pool2d(round_about, 3, 1) - -F.max_pool2d(-round_about, 3, 1))
    has_corners = ~(nothing | scan)
    ends = torch.tensor([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5], [0, -0.5], [0, 0.5]])[None] * across[:, None]
    lifted = torch.cat([ends, height(ends[..., 0], ends[..., 1])[..., None]], 2)
    seen = (rotation @ lifted.transpose(1, 2) + at[:, :, None])
    seen = seen[:, :2] / seen[:, 2:].clamp(min=0.05) * focal.view(one) / torch.stack([wide, high], 1)[:, :, None]
    seen = (seen + 1) / 2 * CELLS - 0.5  # (n, 2, 6)
    cell = torch.arange(CELLS).float()
    away = (cell.view(1, 1, 1, -1) - seen[:, 0, :4].view(n, 4, 1, 1)) ** 2 + (cell.view(1, 1, -1, 1) - seen[:, 1, :4].view(n, 4, 1, 1)) ** 2
    corner = torch.exp(-away / (2 * 1.3**2)).amax(1, keepdim=True) * has_corners.view(-1, 1, 1, 1)
    first, last = seen[:, :, 4], seen[:, :, 5]
    along = last - first
    from_x, from_y = cell.view(1, 1, -1) - first[:, 0].view(one), cell.view(1, -1, 1) - first[:, 1].view(one)
    share = (from_x * along[:, 0].view(one) + from_y * along[:, 1].view(one)) / (along**2).sum(1).clamp(min=1e-3).view(one)
    share = share.clamp(0, 1)
    squared = (from_x - share * along[:, 0].view(one)) ** 2 + (from_y - share * along[:, 1].view(one)) ** 2
    spine = (torch.exp(-squared / (2 * 1.2**2)) * book.view(one))[:, None]
    return photo * 2 - 1, torch.cat([page, border, corner, spine], 1)


def turned(axis, angle):
    zero, one = torch.zeros_like(angle), torch.ones_like(angle)
    c, s = angle.cos(), angle.sin()
    rows = {0: [one, zero, zero, zero, c, -s, zero, s, c], 1: [c, zero, s, zero, one, zero, -s, zero, c],
            2: [c, -s, zero, s, c, zero, zero, zero, one]}[axis]
    return torch.stack(rows, 1).view(-1, 3, 3)


def sampled(bank, pick, fine, where):
    result = where.new_empty(len(pick), 3, *where.shape[1:3])
    for level, those in ((bank.small, fine), (bank.smaller, ~fine)):
        if those.any():
            pictures = level[pick[those]].float() / 255
            result[those] = F.grid_sample(pictures, where[those], padding_mode="border", align_corners=False)
    return result


def tint(rng, picture, most):
    n = len(picture)
    gains = (normal(rng, n, 3, 1, 1) * most * torch.rand((n, 1, 1, 1), generator=rng)).exp()
    return (picture * gains).clamp(0, 1.2)


def other_papers(bank, rng, below, desk, across, book, nothing):
    """Lays another paper on the desk, beside or under the page; alone it is never whole in the photo."""
    n = len(below)
    put = chance(rng, 0.3, n) & ~book & ~nothing
    if not put.any():
        return below
    angle = uniform(rng, -0.6, 0.6, n)
    turn = uniform(rng, 0, 6.3, n)
    away = torch.stack([turn.cos(), turn.sin()], 1) * across * uniform(rng, 0.15, 1.1, n, 1)
    size = across * torch.where(chance(rng, 0.7, n), 1.0, uniform(rng, 0.3, 1.2, n))[:, None]
    x, y = desk[:, 0] - away[:, 0].view(-1, 1, 1), desk[:, 1] - away[:, 1].view(-1, 1, 1)
    c, s = angle.cos().view(-1, 1, 1), angle.sin().view(-1, 1, 1)
    u, v = (x * c - y * s) / size[:, 0].view(-1, 1, 1), (x * s + y * c) / size[:, 1].view(-1, 1, 1)
    inside = ((u.abs() < 0.5) & (v.abs() < 0.5) & put.view(-1, 1, 1))[:, None].float()
    pick = torch.randint(len(bank.small), (n,), generator=rng)[put]
    where = torch.stack([u, v], -1)[put] * 2
    paper = tint(rng, sampled(bank, pick, across[put].prod(1) > 99, where), 0.2)
    inside = blurred(inside[put], torch.full((len(pick),), 0.6))
    below[put] = below[put] * (1 - 0.35 * blurred(inside, torch.full((len(pick),), 2.0))) * (1 - inside) + paper * inside
    return below


def occluded(rng, photo, spared):
    """Fingers and things that reach in from the photo's border."""
    n = len(photo)
    y, x = torch.meshgrid(*[torch.linspace(-1, 1, SIDE)] * 2, indexing="ij")
    turn, angle = uniform(rng, 0, 6.3, n, 1, 1), uniform(rng, -0.5, 0.5, n, 1, 1)
    from_x, from_y = x - 1.1 * turn.cos(), y - 1.1 * turn.sin()
    angle = turn + math.pi + angle
    along, beside = from_x * angle.cos() + from_y * angle.sin(), -from_x * angle.sin() + from_y * angle.cos()
    length, width = uniform(rng, 0.2, 0.9, n, 1, 1), uniform(rng, 0.04, 0.16, n, 1, 1)
    distance = 1 - (along / length).clamp(min=0) ** 4 - (beside / width) ** 2
    inside = ((distance * 6).clamp(0, 1) * (chance(rng, 0.15, n) & ~spared).view(-1, 1, 1))[:, None]
    skin = torch.tensor([0.8, 0.58, 0.46]).view(1, 3, 1, 1) * uniform(rng, 0.35, 1.15, n, 1, 1, 1)
    skin = torch.where(chance(rng, 0.6, n, 1, 1, 1), skin, torch.rand((n, 3, 1, 1), generator=rng))
    skin = skin * (0.6 + 0.4 * distance.clamp(0, 1))[:, None]
    return photo * (1 - inside) + skin * inside


def lighting(rng, n):
    """Lamps and what stands before them: a gain for each pixel and colour."""
    y, x = torch.meshgrid(*[torch.linspace(-1, 1, SIDE)] * 2, indexing="ij")
    slopes = normal(rng, 2, n, 1, 1) * 0.3
    light = (slopes[0] * x + slopes[1] * y).exp()
    lamp = uniform(rng, -1.2, 1.2, 2, n, 1, 1)
    spot = torch.exp(-((x - lamp[0]) ** 2 + (y - lamp[1]) ** 2) / uniform(rng, 0.2, 3, n, 1, 1))
    light = light * (1 + uniform(rng, 0, 1.2, n, 1, 1) * spot * chance(rng, 0.4, n, 1, 1))
    angle, offset = uniform(rng, 0, 6.3, n, 1, 1), uniform(rng, -0.7, 0.7, n, 1, 1)
    straight = x * angle.cos() + y * angle.sin() - offset
    ragged = smooth_noise(rng, n, 4, SIDE)[:, 0] * 2 - 1
    edge = torch.where(chance(rng, 0.5, n, 1, 1), straight, ragged) * log_uniform(rng, 2, 60, n, 1, 1)
    shadow = torch.sigmoid(edge) * uniform(rng, 0.1, 0.7, n, 1, 1) * chance(rng, 0.45, n, 1, 1)
    light = light * (1 - shadow)
    return light[:, None] * (1 + normal(rng, n, 3, 1, 1) * 0.06 * shadow[:, None])


def camera_damage(rng, photo, scan):
    n = len(photo)
    gentle = scan.view(-1, 1, 1, 1)
    cast = torch.stack([log_uniform(rng, 0.75, 1.25, n), torch.ones(n), log_uniform(rng, 0.65, 1.25, n)], 1).view(n, 3, 1, 1)
    bright = F.adaptive_avg_pool2d(photo.mean(1), 16).flatten(1).amax(1).view(-1, 1, 1, 1).clamp(min=0.1)
    exposed = photo * cast / bright * log_uniform(rng, 0.45, 1.2, n, 1, 1, 1)
    photo = torch.where(gentle, photo, exposed).clamp(0, 1)
    photo = photo ** log_uniform(rng, 0.5, 1.3, n, 1, 1, 1)
    photo = torch.where(chance(rng, 0.1, n, 1, 1, 1), photo.mean(1, keepdim=True), photo)
    photo = blurred(photo, log_uniform(rng, 0.1, 1.6, n))
    grain = normal(rng, *photo.shape) * log_uniform(rng, 0.001, 0.05, n, 1, 1, 1)
    return ((photo + grain).clamp(0, 1) * 255).round() / 255
