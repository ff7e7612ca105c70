"""What is measured: claims of the library, each with one of its slips as the wrong variant."""

CLAIMS = {
    "batch-norm/dx": "factor 2 lost in the variance's share",
    "batch-norm/dx-collapsed": "the mean of dxhat is dropped",
    "batch-norm/dmu-second-term-is-zero": "not centred",
    "batch-norm/dx-sums-to-zero": "they sum to the gradient of the shift",
    "softmax-cross-entropy/shift-invariant": "added to one logit only",
    "softmax-cross-entropy/jacobian": "the diagonal is dropped",
    "softmax-cross-entropy/lse-gradient": "not normalised",
    "softmax-cross-entropy/lse-hessian": "sign of the product",
    "softmax-cross-entropy/gradient": "sign",
    "softmax-cross-entropy/hessian": "weighted by the target",
    "linear-layer/dW": "mean for sum",
    "linear-layer/dX": "mean for sum",
    "linear-layer/db": "mean for sum",
    "weight-decay/update-halved": "factor 2 of the other convention",
    "activations/sigmoid-derivative": "the slope of tanh",
    "activations/tanh-is-a-scaled-sigmoid": "the inner 2 is lost",
    "dropout/linear-unit-variance": "one mask for all inputs",
}
