"""A pinhole camera over a plane, and sheets of paper as surfaces in space.

The plane is z = 0, in millimetres; the page's own right and down are x and y, and z points into the desk, so that
what lifts off it has negative z.
"""
from dataclasses import dataclass

import cv2
import numpy as np


@dataclass
class Camera:
    """Where a picture of `size` pixels is taken from; `radial` bends lines as a lens does (in half diagonals)."""
    size: tuple
    focal: float
    rotation: np.ndarray       # rows: right, down, forward
    centre: np.ndarray
    radial: float = 0.0

    def project(self, points):
        """Pixels (n x 2) of points (n x 3)."""
        seen = (np.asarray(points, float) - self.centre) @ self.rotation.T
        flat = seen[:, :2] / np.maximum(seen[:, 2:], 1e-6) * self.focal
        half = np.hypot(*self.size) / 2
        bent = flat.copy()
        for _ in range(8):
            bent = flat / (1 + self.radial * (bent**2).sum(axis=1, keepdims=True) / half**2)
        return bent + np.array(self.size) / 2

    def plane_at(self, width, height):
        """The plane's points (x and y, each height x width) at an even grid over the picture."""
        u = (np.arange(width, dtype=np.float32) + 0.5) / width * self.size[0] - self.size[0] / 2
        v = (np.arange(height, dtype=np.float32) + 0.5) / height * self.size[1] - self.size[1] / 2
        u, v = np.meshgrid(u, v)
        half = np.hypot(*self.size) / 2
        scale = (1 + self.radial * (u**2 + v**2) / half**2) / self.focal
        right, down, forward = (self.rotation[k].astype(np.float32) for k in range(3))
        u, v = u * scale, v * scale
        dz = np.maximum(u * right[2] + v * down[2] + forward[2], 1e-4)
        t = np.float32(-self.centre[2]) / dz
        return (self.centre[0].astype(np.float32) + t * (u * right[0] + v * down[0] + forward[0]),
                self.centre[1].astype(np.float32) + t * (u * right[1] + v * down[1] + forward[1]))


def aim(size, focal, tilt, azimuth, roll, outline, fill, middle, radial):
    """A camera that shows the outline (n x 3) filling that share of the frame, its box around `middle` (shares)."""
    forward = np.array([np.sin(tilt) * np.cos(azimuth), np.sin(tilt) * np.sin(azimuth), np.cos(tilt)])
    right = np.array([1.0, 0, 0]) - forward * forward[0]
    right /= np.linalg.norm(right)
    down = np.cross(forward, right)
    rotation = np.stack([np.cos(roll) * right + np.sin(roll) * down, -np.sin(roll) * right + np.cos(roll) * down, forward])
    target, distance = np.zeros(3), 600.0
    for _ in range(12):
        camera = Camera(size, focal, rotation, target - distance * forward, radial)
        seen = camera.project(outline)
        low, high = seen.min(axis=0), seen.max(axis=0)
        distance *= max(((high - low) / size / fill).max(), 0.2)
        shift = ((low + high) / 2 - np.array(middle) * size) / focal * distance
        target = target + rotation[0] * shift[0] + rotation[1] * shift[1]
        target[2] = 0.0
    return Camera(size, focal, rotation, target - distance * forward, radial)


class Surface:
    """A sheet of `width` x `height` millimetres, bent along one direction without stretching, or lightly crumpled.

    `slope(s)` is the angle of the paper against the desk, s millimetres along the bend's direction.
    """

    def __init__(self, width, height, bend="no", direction=0.0, slope=None, relief=None):
        self.width, self.height, self.bend = width, height, bend
        self.along = np.array([np.cos(direction), np.sin(direction)])
        self.across = np.array([-self.along[1], self.along[0]])
        reach = np.hypot(width, height) / 2
        self.s = np.linspace(-reach, reach, 1024)
        angle = slope(self.s) if slope else np.zeros_like(self.s)
        step = self.s[1] - self.s[0]
        self.run = np.cumsum(np.cos(angle)) * step
        self.run -= np.interp(0, self.s, self.run)
        rise = np.cumsum(np.sin(angle)) * step
        used = np.abs(self.s) <= np.abs(self.along) @ (width / 2, height / 2)
        self.rise = rise - rise[used].min()
        self.angle = angle
        self.relief = relief

    def points(self, u, v):
        """Space points (n x 3) of positions on the sheet, from its upper left, millimetres."""
        x, y = u - self.width / 2, v - self.height / 2
        s, t = x * self.along[0] + y * self.along[1], x * self.across[0] + y * self.across[1]
        run, rise = np.interp(s, self.s, self.run), np.interp(s, self.s, self.rise)
        if self.relief is not None:
            rise = rise + self._relief(u, v)
        flat = run[:, None] * self.along + t[:, None] * self.across
        return np.column_stack([flat, -rise])

    def _relief(self, u, v):
        high, wide = self.relief.shape
        at = np.float32(u / self.width * (wide - 1)), np.float32(v / self.height * (high - 1))
        return cv2.remap(self.relief, at[0].reshape(-1, 1), at[1].reshape(-1, 1), cv2.INTER_LINEAR,
                         borderMode=cv2.BORDER_REPLICATE)[:, 0]

    def normals(self, columns, rows):
        """Unit normals towards the viewer (rows x columns x 3) on an even grid over the sheet."""
        u, v = np.meshgrid(np.linspace(0, self.width, columns), np.linspace(0, self.height, rows))
        points = self.points(u.ravel(), v.ravel()).reshape(rows, columns, 3)
        du, dv = np.gradient(points, axis=1), np.gradient(points, axis=0)
        normal = -np.cross(du, dv)
        return normal / (np.linalg.norm(normal, axis=2, keepdims=True) + 1e-12)

    def outline(self, steps=24):
        """Space points of the border, clockwise from the upper left, and of the four corners."""
        t = np.linspace(0, 1, steps, endpoint=False)
        u = np.concatenate([t, np.ones(steps), 1 - t, np.zeros(steps)]) * self.width
        v = np.concatenate([np.zeros(steps), t, np.ones(steps), 1 - t]) * self.height
        corners = self.points(np.array([0, 1, 1, 0.0]) * self.width, np.array([0, 0, 1, 1.0]) * self.height)
        return self.points(u, v), corners

    def grid(self, count=17):
        """Space points of an even grid on the flat page, row by row."""
        u, v = np.meshgrid(np.linspace(0, self.width, count), np.linspace(0, self.height, count))
        return self.points(u.ravel(), v.ravel())


def rasterize(camera, surface, width, height, texture_size):
    """Where each pixel of a width x height picture falls on the sheet's texture: maps for remap, and a mask.

    The sheet is cut into small triangles, drawn from the farthest to the nearest, so that it may hide parts of itself.
    """
    columns = rows = 2
    if surface.bend != "no" or surface.relief is not None or camera.radial:
        columns, rows = 120, 120
    if columns == 2:
        _, corners = surface.outline()
        scale = np.array([width, height]) / camera.size
        seen = np.float32(camera.project(corners) * scale)
        tw, th = texture_size
        matrix = cv2.getPerspectiveTransform(seen, np.float32([(0, 0), (tw, 0), (tw, th), (0, th)]))
        x, y = np.meshgrid(np.arange(width, dtype=np.float32) + 0.5, np.arange(height, dtype=np.float32) + 0.5)
        w = matrix[2, 0] * x + matrix[2, 1] * y + matrix[2, 2]
        map_x = ((matrix[0, 0] * x + matrix[0, 1] * y + matrix[0, 2]) / w - 0.5).astype(np.float32)
        map_y = ((matrix[1, 0] * x + matrix[1, 1] * y + matrix[1, 2]) / w - 0.5).astype(np.float32)
        mask = (map_x > -0.5) & (map_y > -0.5) & (map_x < tw - 0.5) & (map_y < th - 0.5)
        return map_x, map_y, mask
    u, v = np.meshgrid(np.linspace(0, 1, columns + 1), np.linspace(0, 1, rows + 1))
    points = surface.points(u.ravel() * surface.width, v.ravel() * surface.height)
    seen = camera.project(points) * (np.array([width, height]) / camera.size)
    depth = (points - camera.centre) @ camera.rotation[2]
    index = np.arange((rows + 1) * (columns + 1)).reshape(rows + 1, columns + 1)
    upper = np.stack([index[:-1, :-1], index[:-1, 1:], index[1:, :-1]], -1).reshape(-1, 3)
    lower = np.stack([index[1:, 1:], index[1:, :-1], index[:-1, 1:]], -1).reshape(-1, 3)
    triangles = np.concatenate([upper, lower])
    triangles = triangles[np.argsort(-depth[triangles].mean(axis=1), kind="stable")]
    drawn = np.zeros((height, width), np.int32)
    fixed = np.round((seen - 0.5) * 16).astype(np.int64).clip(-(1 << 26), 1 << 26).astype(np.int32)
    for number, triangle in enumerate(triangles):
        cv2.fillConvexPoly(drawn, fixed[triangle], number + 1, cv2.LINE_8, 4)
    texture = np.stack([u.ravel() * texture_size[0], v.ravel() * texture_size[1]], 1) - 0.5
    a = np.concatenate([seen[triangles], np.ones((len(triangles), 3, 1))], axis=2)
    good = np.abs(np.linalg.det(a)) > 1e-6
    affine = np.zeros((len(triangles) + 1, 3, 2), np.float32)
    affine[1:][good] = np.linalg.solve(a[good], texture[triangles][good])
    map_x = np.full((height, width), -1, np.float32)
    map_y = np.full((height, width), -1, np.float32)
    inside = drawn > 0
    ys, xs = np.nonzero(inside)
    of = affine[drawn[inside]]
    x, y = xs.astype(np.float32) + 0.5, ys.astype(np.float32) + 0.5
    map_x[inside] = of[:, 0, 0] * x + of[:, 1, 0] * y + of[:, 2, 0]
    map_y[inside] = of[:, 0, 1] * x + of[:, 1, 1] * y + of[:, 2, 1]
    return map_x, map_y, inside
