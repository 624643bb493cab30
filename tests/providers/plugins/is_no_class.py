Plugin = "a text"
