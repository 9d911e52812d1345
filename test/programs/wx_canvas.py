# wxPython's GLCanvas: a shaded triangle that turns at each idle event, in a core profile where wx gives one.
import ctypes
import wx
from wx import glcanvas
from OpenGL.GL import *

class Canvas(glcanvas.GLCanvas):
    def __init__(self, parent):
        attributes = glcanvas.GLAttributes()
        attributes.PlatformDefaults().RGBA().DoubleBuffer().Depth(24).EndList()
        super().__init__(parent, attributes, size=(320, 240))
        wanted = glcanvas.GLContextAttrs()
        wanted.PlatformDefaults().CompatibilityProfile().OGLVersion(2, 1).EndList()
        self.context = glcanvas.GLContext(self, ctxAttrs=wanted)
        self.frame = 0
        self.Bind(wx.EVT_PAINT, self.draw)
        self.Bind(wx.EVT_IDLE, self.again)

    def again(self, event):
        self.Refresh(False)
        event.RequestMore()

    def draw(self, event):
        wx.PaintDC(self)
        self.SetCurrent(self.context)
        glViewport(0, 0, 320, 240)
        glClearColor(0.2, 0.2, 0.2 + (self.frame % 10) / 20, 1)
        glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT)
        glLoadIdentity()
        glRotatef(self.frame * 9, 0, 0, 1)
        glBegin(GL_TRIANGLES)
        for x, y, r, g, b in (-0.6, -0.5, 1, 0, 0), (0.6, -0.5, 0, 1, 0), (0, 0.7, 0, 0, 1):
            glColor3f(r, g, b)
            glVertex2f(x, y)
        glEnd()
        self.SwapBuffers()
        self.frame += 1


app = wx.App()
window = wx.Frame(None, title='canvas', size=(340, 280))
Canvas(window)
window.Show()
app.MainLoop()
