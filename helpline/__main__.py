"""`python -m helpline` is the same as `helpline`."""

from helpline.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
