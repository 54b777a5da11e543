"""Wrong answers to the exercises of chapter 08, each a mistake that people make; every one must fail."""

import numpy as np

from tests.planted.collector import collector

PLANTED, wrong = collector()


# 08.early-stop


@wrong("08.early-stop")
def ties_count_as_progress(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss <= losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return best, epoch
    return best, len(losses) - 1


@wrong("08.early-stop")
def waits_one_epoch_too_long(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best > patience:
            return best, epoch
    return best, len(losses) - 1


@wrong("08.early-stop")
def looks_into_the_future(losses, patience):
    best = int(np.argmin(losses))
    return best, min(best + patience, len(losses) - 1)


@wrong("08.early-stop")
def compares_with_the_epoch_before(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[epoch - 1]:
            best, waited = epoch, 0
        else:
            waited += 1
            if waited >= patience:
                return best, epoch
    return best, len(losses) - 1


@wrong("08.early-stop")
def epochs_counted_from_one(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return best + 1, epoch + 1
    return best + 1, len(losses)


@wrong("08.early-stop")
def keeps_the_last_weights(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return epoch, epoch
    return len(losses) - 1, len(losses) - 1


@wrong("08.early-stop")
def takes_the_highest(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss > losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return best, epoch
    return best, len(losses) - 1


# 08.decay-step


@wrong("08.decay-step")
def weights_grow(w, gradient, learning_rate, alpha):
    return w - learning_rate * (gradient - alpha * w)


@wrong("08.decay-step")
def learning_rate_not_on_the_decay(w, gradient, learning_rate, alpha):
    return w - learning_rate * gradient - alpha * w


@wrong("08.decay-step")
def twice_the_pull(w, gradient, learning_rate, alpha):
    return w - learning_rate * (gradient + 2 * alpha * w)


@wrong("08.decay-step")
def half_the_pull(w, gradient, learning_rate, alpha):
    return w - learning_rate * (gradient + 0.5 * alpha * w)


@wrong("08.decay-step")
def sign_instead_of_size(w, gradient, learning_rate, alpha):
    return w - learning_rate * (gradient + alpha * np.sign(w))


@wrong("08.decay-step")
def decays_after_the_step(w, gradient, learning_rate, alpha):
    return (w - learning_rate * gradient) * (1 - learning_rate * alpha)


@wrong("08.decay-step")
def changes_the_callers_weights(w, gradient, learning_rate, alpha):
    w -= learning_rate * (gradient + alpha * w)
    return w


# 08.dropout


@wrong("08.dropout")
def kept_and_dropped_swapped(h, draws, p, training):
    return np.where(draws < p, h / (1 - p), 0.0) if training else h


@wrong("08.dropout")
def scale_forgotten(h, draws, p, training):
    return np.where(draws >= p, h, 0.0) if training else h


@wrong("08.dropout")
def scaled_at_test_time_too(h, draws, p, training):
    return np.where(draws >= p, h / (1 - p), 0.0) if training else h * (1 - p)


@wrong("08.dropout")
def drops_while_testing(h, draws, p, training):
    return np.where(draws >= p, h / (1 - p), 0.0)


@wrong("08.dropout")
def scaled_by_p(h, draws, p, training):
    return np.where(draws >= p, h / p if p else h, 0.0) if training else h


@wrong("08.dropout")
def multiplied_instead_of_divided(h, draws, p, training):
    return np.where(draws >= p, h * (1 - p), 0.0) if training else h


@wrong("08.dropout")
def a_draw_of_exactly_p_is_dropped(h, draws, p, training):
    return np.where(draws > p, h / (1 - p), 0.0) if training else h


@wrong("08.dropout")
def writes_into_the_callers_array(h, draws, p, training):
    if training:
        h[draws < p] = 0
        h /= 1 - p
    return h


# 08.crop


@wrong("08.crop")
def ends_one_too_late(image, row, column, size, mirror):
    out = image[row : row + size + 1, column : column + size + 1]
    return out[:, ::-1] if mirror else out


@wrong("08.crop")
def size_taken_for_the_end(image, row, column, size, mirror):
    out = image[row:size, column:size]
    return out[:, ::-1] if mirror else out


@wrong("08.crop")
def rows_and_columns_swapped(image, row, column, size, mirror):
    out = image[column : column + size, row : row + size]
    return out[:, ::-1] if mirror else out


@wrong("08.crop")
def upside_down(image, row, column, size, mirror):
    out = image[row : row + size, column : column + size]
    return out[::-1] if mirror else out


@wrong("08.crop")
def channels_turned_round(image, row, column, size, mirror):
    out = image[row : row + size, column : column + size]
    return out[..., ::-1] if mirror else out


@wrong("08.crop")
def mirrored_before_it_is_cut(image, row, column, size, mirror):
    image = image[:, ::-1] if mirror else image
    return image[row : row + size, column : column + size]


@wrong("08.crop")
def never_mirrored(image, row, column, size, mirror):
    return image[row : row + size, column : column + size]


# 08.colour-covariance


@wrong("08.colour-covariance")
def mean_not_subtracted(image):
    pixels = image.reshape(-1, 3)
    return pixels.T @ pixels / len(pixels)


@wrong("08.colour-covariance")
def one_mean_for_all_channels(image):
    pixels = image.reshape(-1, 3)
    centred = pixels - pixels.mean()
    return centred.T @ centred / len(pixels)


@wrong("08.colour-covariance")
def divided_by_one_less(image):
    pixels = image.reshape(-1, 3)
    centred = pixels - pixels.mean(axis=0)
    return centred.T @ centred / (len(pixels) - 1)


@wrong("08.colour-covariance")
def summed_not_averaged(image):
    pixels = image.reshape(-1, 3)
    centred = pixels - pixels.mean(axis=0)
    return centred.T @ centred


@wrong("08.colour-covariance")
def of_pixels_not_of_channels(image):
    pixels = image.reshape(-1, 3)
    centred = pixels - pixels.mean(axis=0)
    return centred @ centred.T / len(pixels)


@wrong("08.colour-covariance")
def channels_mixed_up(image):
    pixels = image.reshape(3, -1).T
    centred = pixels - pixels.mean(axis=0)
    return centred.T @ centred / len(pixels)


@wrong("08.colour-covariance")
def variances_only(image):
    return np.diag(image.reshape(-1, 3).var(axis=0))


# 08.batch-norm


@wrong("08.batch-norm")
def over_the_features(x, gamma, beta, running_mean, running_var, training):
    mean = x.mean(axis=1, keepdims=True) if training else running_mean
    var = x.var(axis=1, keepdims=True) if training else running_var
    return gamma * (x - mean) / np.sqrt(var + 1e-5) + beta


@wrong("08.batch-norm")
def batch_statistics_always(x, gamma, beta, running_mean, running_var, training):
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-5) + beta


@wrong("08.batch-norm")
def mean_forgotten(x, gamma, beta, running_mean, running_var, training):
    var = x.var(axis=0) if training else running_var
    return gamma * x / np.sqrt(var + 1e-5) + beta


@wrong("08.batch-norm")
def divided_by_the_variance(x, gamma, beta, running_mean, running_var, training):
    mean, var = (x.mean(axis=0), x.var(axis=0)) if training else (running_mean, running_var)
    return gamma * (x - mean) / (var + 1e-5) + beta


@wrong("08.batch-norm")
def variance_of_a_sample(x, gamma, beta, running_mean, running_var, training):
    mean, var = (x.mean(axis=0), x.var(axis=0, ddof=1)) if training else (running_mean, running_var)
    return gamma * (x - mean) / np.sqrt(var + 1e-5) + beta


@wrong("08.batch-norm")
def small_number_outside_the_root(x, gamma, beta, running_mean, running_var, training):
    mean, var = (x.mean(axis=0), x.var(axis=0)) if training else (running_mean, running_var)
    return gamma * (x - mean) / (np.sqrt(var) + 1e-5) + beta


@wrong("08.batch-norm")
def gamma_and_beta_swapped(x, gamma, beta, running_mean, running_var, training):
    mean, var = (x.mean(axis=0), x.var(axis=0)) if training else (running_mean, running_var)
    return beta * (x - mean) / np.sqrt(var + 1e-5) + gamma


@wrong("08.batch-norm")
def scale_and_shift_forgotten(x, gamma, beta, running_mean, running_var, training):
    mean, var = (x.mean(axis=0), x.var(axis=0)) if training else (running_mean, running_var)
    return (x - mean) / np.sqrt(var + 1e-5)


@wrong("08.batch-norm")
def one_mean_for_the_whole_batch(x, gamma, beta, running_mean, running_var, training):
    mean, var = (x.mean(), x.var()) if training else (running_mean, running_var)
    return gamma * (x - mean) / np.sqrt(var + 1e-5) + beta
