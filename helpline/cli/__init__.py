"""The `helpline` command: one module a subcommand."""
