# VTK: a warped surface with scalar colours, a translucent cone over depth peeling, and text; drawn into a window ten times.
from vtkmodules.vtkFiltersSources import vtkConeSource, vtkSphereSource
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkRenderer, vtkRenderWindow, vtkTextActor
from vtkmodules.vtkFiltersCore import vtkElevationFilter
import vtkmodules.vtkRenderingOpenGL2
import vtkmodules.vtkRenderingFreeType


def actor(source, filter=None):
    mapper = vtkPolyDataMapper()
    if filter:
        filter.SetInputConnection(source.GetOutputPort())
        source = filter
    mapper.SetInputConnection(source.GetOutputPort())
    made = vtkActor()
    made.SetMapper(mapper)
    return made


ball = vtkSphereSource()
ball.SetThetaResolution(40)
ball.SetPhiResolution(30)
height = vtkElevationFilter()
height.SetLowPoint(0, -0.5, 0)
height.SetHighPoint(0, 0.5, 0)
cone = vtkConeSource()
cone.SetResolution(24)
cone.SetHeight(1.6)
glass = actor(cone)
glass.GetProperty().SetOpacity(0.4)
glass.GetProperty().SetColor(0.9, 0.5, 0.1)
text = vtkTextActor()
text.SetInput('surface and glass')
text.SetPosition(10, 10)
renderer = vtkRenderer()
renderer.SetBackground(0.1, 0.1, 0.3)
renderer.SetUseDepthPeeling(1)
for part in actor(ball, height), glass:
    renderer.AddActor(part)
renderer.AddActor2D(text)
window = vtkRenderWindow()
window.SetSize(320, 240)
window.SetMultiSamples(0)
window.SetAlphaBitPlanes(1)
window.AddRenderer(renderer)
while True:
    renderer.GetActiveCamera().Azimuth(7)
    renderer.ResetCameraClippingRange()
    window.Render()
