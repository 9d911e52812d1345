# rgl, R's 3D graphics: a translucent cube, balls and axes, seen from another side each time.
library(rgl)
open3d()
set.seed(1)
repeat for (degrees in seq(0, 350, 10)) {
  clear3d()
  shade3d(cube3d(col = "red", alpha = 0.5))
  spheres3d(runif(5), runif(5), runif(5), radius = 0.2, col = rainbow(5))
  axes3d()
  view3d(degrees, 20)
}
