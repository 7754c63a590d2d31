"""Files that people send: judged by what they are before anybody opens them."""
