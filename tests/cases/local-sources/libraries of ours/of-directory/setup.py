from setuptools import setup

setup(name="of-directory", version="1.0")
