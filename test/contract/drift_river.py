"""Where river's detectors find changes in a stream."""

from river import drift
from river.drift import binary

DETECTORS = {
    "adwin": drift.ADWIN,
    "page-hinkley": drift.PageHinkley,
    "kswin": drift.KSWIN,
    "ddm": binary.DDM,
    "eddm": binary.EDDM,
    "hddm-a": binary.HDDMA,
}


def answer(case):
    """Places and states as [index, "warning" | "drift"]: of each run of warnings only the first."""
    detector = DETECTORS[case["detector"]](**case["options"])
    events = []
    warned = False
    for index, value in enumerate(case["values"]):
        detector.update(value)
        if detector.drift_detected:
            events.append([index, "drift"])
            warned = False
        elif getattr(detector, "warning_detected", False) and not warned:
            events.append([index, "warning"])
            warned = True
    return events
