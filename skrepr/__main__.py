"""``python -m skrepr``, and the console script."""

import sys


def main() -> None:
    """Run the command line, or say what it needs."""
    try:
        import typer  # noqa: F401
    except ModuleNotFoundError:
        message = 'the command line needs typer and rich: pip install "skrepr[cli]"'
        print(message, file=sys.stderr)
        sys.exit(2)
    from .cli import run

    sys.exit(run())


if __name__ == "__main__":
    main()
