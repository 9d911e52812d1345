# PyOpenGL and freeglut: a lit solid turned by GLUT's idle call, text in GLUT's bitmaps, a list made by GLU, a pick now and then.
from OpenGL.GL import *
from OpenGL.GLU import *
from OpenGL.GLUT import *

frame = 0
rings = 0


def scene():
    glPushMatrix()
    glRotatef(frame * 5, 0.3, 1, 0.2)
    glLoadName(1)
    glutSolidTeapot(0.6)
    glTranslatef(0, 0.9, 0)
    glLoadName(2)
    glCallList(rings)
    glPopMatrix()


def view():
    glMatrixMode(GL_PROJECTION)
    gluPerspective(50, 4 / 3, 0.1, 10)
    glMatrixMode(GL_MODELVIEW)
    glLoadIdentity()
    gluLookAt(0, 1, 3, 0, 0.2, 0, 0, 1, 0)


def picked():
    glSelectBuffer(64)
    glRenderMode(GL_SELECT)
    glInitNames()
    glPushName(0)
    glMatrixMode(GL_PROJECTION)
    glLoadIdentity()
    gluPickMatrix(160, 120, 20, 20, glGetIntegerv(GL_VIEWPORT))
    view()
    scene()
    return [name for hit in glRenderMode(GL_RENDER) for name in hit.names]


def display():
    global frame
    names = picked() if frame % 4 == 0 else []
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT)
    glMatrixMode(GL_PROJECTION)
    glLoadIdentity()
    view()
    glLightfv(GL_LIGHT0, GL_POSITION, (2, 3, 4, 0))
    scene()
    glWindowPos2i(8, 8)
    glutBitmapString(GLUT_BITMAP_HELVETICA_12, b'frame %d under the middle: %s' % (frame, repr(list(names)).encode()))
    glutSwapBuffers()
    frame += 1


glutInit(['glut_scene'])
glutInitDisplayMode(GLUT_DOUBLE | GLUT_RGB | GLUT_DEPTH)
glutInitWindowSize(320, 240)
glutCreateWindow(b'scene')
for what in GL_DEPTH_TEST, GL_LIGHTING, GL_LIGHT0, GL_NORMALIZE:
    glEnable(what)
rings = glGenLists(1)
glNewList(rings, GL_COMPILE)
quadric = gluNewQuadric()
gluQuadricTexture(quadric, GL_TRUE)
gluCylinder(quadric, 0.3, 0.1, 0.4, 24, 4)
gluSphere(quadric, 0.2, 16, 12)
glEndList()
glutDisplayFunc(display)
glutIdleFunc(glutPostRedisplay)
glutMainLoop()
