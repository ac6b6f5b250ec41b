# A hook that does nothing, or nothing but bring other hooks along.
