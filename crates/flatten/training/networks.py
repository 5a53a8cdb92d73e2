"""The two networks. Both are fully convolutional, of depthwise-separable blocks (Howard et al., MobileNets, 2017; Sandler
et al., MobileNetV2, 2018), with batch norms that the export folds into the convolutions."""

import torch
import torch.nn.functional as F
from torch import nn


def conv(inputs, outputs, kernel=1, stride=1, groups=1, act=True):
    layers = [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs)]
    return nn.Sequential(*layers, nn.ReLU(inplace=True)) if act else nn.Sequential(*layers)


class Separable(nn.Module):
    """A depthwise 3x3 and a pointwise convolution, with a bypass where the shapes allow it."""

    def __init__(self, inputs, outputs, stride=1, kernel=3):
        super().__init__()
        self.body = nn.Sequential(
            conv(inputs, inputs, kernel, stride, groups=inputs), conv(inputs, outputs, act=False))
        self.bypass = stride == 1 and inputs == outputs

    def forward(self, x):
        y = self.body(x)
        return F.relu(x + y if self.bypass else y)


class Inverted(nn.Module):
    """Widen, depthwise, narrow; with a bypass where the shapes allow it."""

    def __init__(self, inputs, outputs, stride=1, widen=3, kernel=3):
        super().__init__()
        wide = inputs * widen
        self.body = nn.Sequential(
            conv(inputs, wide), conv(wide, wide, kernel, stride, groups=wide), conv(wide, outputs, act=False))
        self.bypass = stride == 1 and inputs == outputs

    def forward(self, x):
        y = self.body(x)
        return x + y if self.bypass else y


class Upright(nn.Module):
    """Ink patch (n, 1, 128, 128) to how upright it looks (n, 1): a logarithm, to be compared with the other turns'."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            conv(1, 16, 5, 2),
            Separable(16, 40, 2), Separable(40, 40), Separable(40, 40),
            Separable(40, 64, 2), Separable(64, 64), Separable(64, 64),
            Separable(64, 96, 2), Separable(96, 96))
        self.score = nn.Conv2d(96, 1, 1)

    def forward(self, x):
        return self.score(self.body(x)).mean((2, 3)) * 4.0


class Outline(nn.Module):
    """Photo (n, 3, 256, 256), -1 to 1, to four maps (n, 4, 64, 64) of logits: page, border, corner, spine."""

    def __init__(self):
        super().__init__()
        self.at_4 = nn.Sequential(conv(3, 24, 7, 4), Separable(24, 24), Separable(24, 24))  # 64
        self.at_8 = nn.Sequential(Separable(24, 40, 2), Separable(40, 40), Separable(40, 40))  # 32
        self.at_16 = nn.Sequential(Separable(40, 64, 2), Inverted(64, 64), Inverted(64, 64))  # 16
        self.at_32 = nn.Sequential(Separable(64, 96, 2), Inverted(96, 96, kernel=5), Inverted(96, 96, kernel=5))  # 8
        self.whole = conv(96, 96)
        self.to_16, self.back_16 = conv(96, 64), Separable(64, 64, kernel=5)
        self.to_8, self.back_8 = conv(64, 40), Separable(40, 40, kernel=5)
        self.to_4, self.back_4 = conv(40, 24), nn.Sequential(Separable(24, 24, kernel=5), Separable(24, 24))
        self.maps = nn.Conv2d(24, 4, 1)

    def forward(self, x):
        def up(x):
            return F.interpolate(x, scale_factor=2, mode="nearest")

        at_4 = self.at_4(x)
        at_8 = self.at_8(at_4)
        at_16 = self.at_16(at_8)
        deepest = self.at_32(at_16)
        deepest = deepest + self.whole(deepest.mean((2, 3), keepdim=True))
        x = self.back_16(up(self.to_16(deepest)) + at_16)
        x = self.back_8(up(self.to_8(x)) + at_8)
        x = self.back_4(up(self.to_4(x)) + at_4)
        return self.maps(x)


def folded(network):
    """The same network with its batch norms folded into the convolutions before them, for the export."""
    network.eval()
    for module in network.modules():
        if isinstance(module, nn.Sequential):
            for at in range(len(module) - 1):
                if isinstance(module[at], nn.Conv2d) and isinstance(module[at + 1], nn.BatchNorm2d):
                    module[at] = nn.utils.fusion.fuse_conv_bn_eval(module[at], module[at + 1])
                    module[at + 1] = nn.Identity()
    return network


if __name__ == "__main__":
    for network, shape in [(Upright(), (1, 1, 128, 128)), (Outline(), (1, 3, 256, 256))]:
        multiplications = []
        for module in network.modules():
            if isinstance(module, nn.Conv2d):
                module.register_forward_hook(
                    lambda module, _, y: multiplications.append(module.weight.numel() * y.shape[2] * y.shape[3]))
        network.eval()(torch.zeros(shape))
        size = sum(parameter.numel() for parameter in network.parameters())
        print(type(network).__name__, f"{size} parameters, {sum(multiplications) / 1e6:.0f} million multiplications")
