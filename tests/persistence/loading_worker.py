"""Load the files named on standard input, watched: what else does loading do?

Run with the folder of the plugin as argument. The first lines name honest files; what loading
them does is what loading may do. After an empty line whatever goes beyond that is reported.
Memory, processor time and the size of written files are limited.
"""

import json
import resource
import sys
import warnings

SPARE_MEMORY = 2**30
SPARE_SECONDS = 240
#: What Python does by itself and what touches nothing.
HARMLESS = {"object.__getattr__", "sys._getframe", "sys._getframemodulename"}


class Watch:
    """Remembers what happens while a file is loaded."""

    def __init__(self):
        self.path = None
        self.events = set()

    def __call__(self, event, arguments):
        if self.path is None or event in HARMLESS:
            return
        detail = ""
        if event == "import":
            detail = arguments[0]
        elif event == "open":
            detail = "the file" if arguments[:2] == (self.path, "r") else repr(arguments)
        elif event == "compile":  # numpy reads the header of an array as a literal
            detail = repr(arguments[1])
        self.events.add((event, detail))


def limit():
    with open("/proc/self/statm", encoding="ascii") as file:
        size = int(file.read().split()[0]) * resource.getpagesize()
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + SPARE_SECONDS
    resource.setrlimit(resource.RLIMIT_AS, (size + SPARE_MEMORY,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds,) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def import_what_is_declared():
    """A file may lead to any class that an installed plugin declares."""
    from skrepr import catalogue
    from skrepr.exceptions import PluginError

    for name in catalogue.list_estimators():
        try:
            catalogue.get_estimator(name)
        except PluginError:  # it needs a package that is not installed
            continue


def load(path, watch):
    from skrepr.exceptions import SavedModelError
    from skrepr.persistence import load

    watch.events = set()
    watch.path = path
    try:
        load(path)
        outcome = "loaded"
    except SavedModelError as error:
        outcome = "refused"
        if not str(error).isprintable():
            outcome = "refused in words that cannot be printed"
    except BaseException as error:
        outcome = f"{type(error).__name__}: {error}"
    finally:
        watch.path = None
    return outcome, watch.events


def main():
    sys.path.insert(0, sys.argv[1])
    warnings.simplefilter("error")
    import_what_is_declared()
    watch = Watch()
    sys.addaudithook(watch)
    usual = set()
    honest = True
    for line in sys.stdin:
        path = line.rstrip("\n")
        if not path:
            honest = False
            limit()
            continue
        outcome, events = load(path, watch)
        if honest:
            load(path, watch)
            usual |= watch.events
            events = set()
        print(json.dumps([outcome, sorted(events - usual)]), flush=True)


if __name__ == "__main__":
    main()
