# A hook that does nothing except propagate other hooks.
