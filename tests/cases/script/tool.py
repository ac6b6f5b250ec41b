# /// script
# requires-python = ">=3.13"
# dependencies = ["requester[socks]>=2", "array"]
# ///
import requester
