"""What papers and torchvision say the networks have: trained parameters for 1,000 classes, with sources."""

from __future__ import annotations

# name -> (parameters, source); GoogLeNet's is the sum of its paper's table 1 with biases, without heads
PUBLISHED: dict[str, tuple[int, str]] = {
    "lenet5": (60_000, "LeCun et al., 1998, section II.B: 60,000 trainable parameters"),
    "alexnet": (61_100_840, "torchvision, num_params of AlexNet_Weights.IMAGENET1K_V1"),
    "alexnet_groups": (60_965_224, "Krizhevsky et al., 2012: 60 million; exact from its layer sizes"),
    "zfnet": (62_357_608, "Zeiler and Fergus, 2014, figure 3; exact from its layer sizes"),
    "vgg11": (132_863_336, "torchvision; 133 million in table 2 of Simonyan and Zisserman, 2015"),
    "vgg13": (133_047_848, "torchvision; 133 million in table 2 of Simonyan and Zisserman, 2015"),
    "vgg16": (138_357_544, "torchvision; 138 million in table 2 of Simonyan and Zisserman, 2015"),
    "vgg19": (143_667_240, "torchvision; 144 million in table 2 of Simonyan and Zisserman, 2015"),
    "googlenet": (6_998_552, "Szegedy et al., 2015, table 1: about 7 million; exact from its layer sizes"),
    "resnet18": (11_689_512, "torchvision, num_params of ResNet18_Weights.IMAGENET1K_V1"),
    "resnet34": (21_797_672, "torchvision, num_params of ResNet34_Weights.IMAGENET1K_V1"),
    "resnet50": (25_557_032, "torchvision, num_params of ResNet50_Weights.IMAGENET1K_V1"),
    "resnet101": (44_549_160, "torchvision, num_params of ResNet101_Weights.IMAGENET1K_V1"),
    "resnet152": (60_192_808, "torchvision, num_params of ResNet152_Weights.IMAGENET1K_V1"),
    "densenet121": (7_978_856, "torchvision, num_params of DenseNet121_Weights.IMAGENET1K_V1"),
    "resnext50_32x4d": (25_028_904, "torchvision; 25.0 million in table 1 of Xie et al., 2017"),
    "resnext101_32x8d": (88_791_336, "torchvision, num_params of ResNeXt101_32X8D_Weights.IMAGENET1K_V1"),
    "se_resnet50": (28_088_024, "Hu et al., 2018: about 28.1 million; exact from its layer sizes"),
    "se_resnext50_32x4d": (27_559_896, "exact from the layer sizes of Hu et al., 2018"),
    "vit_b_16": (86_567_656, "torchvision; 86 million in table 1 of Dosovitskiy et al., 2021"),
}
