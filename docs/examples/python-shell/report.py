def summary(numbers):
    return {"count": len(numbers), "largest": max(numbers)}
