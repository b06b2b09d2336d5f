"""The staff console at `/staff`: sign-in, accounts and the pages behind them."""
