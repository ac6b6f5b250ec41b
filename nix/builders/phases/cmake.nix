# CMake finds the Python packages that the build needs, such as pybind11, as in a virtual environment.
{
  phases.cmake = ''
    export CMAKE_PREFIX_PATH="''${CMAKE_PREFIX_PATH:+$CMAKE_PREFIX_PATH:}''${NIX_PYPROJECT_PYTHONPATH:-''${PYTHONPATH-}}"
  '';
}
